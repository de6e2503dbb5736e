import { ArrowDown, ArrowUp } from 'lucide-react'
import { Link } from 'wouter'
import { Sparkline } from '../components/sparkline.tsx'
import { formatBytes, formatDuration, formatPercent, formatSpeed, missing } from '../format.ts'
import { greatest, type Values } from '../history/lines.ts'
import { containers } from '../messages/containers.ts'
import { messages } from '../messages.ts'
import { pathOfContainer } from './path-of-container.ts'
import type { ContainerRow, Order, SortKey } from './rows.ts'
import { Status } from './status.tsx'

const { columns } = containers

interface ContainerTableProps {
  rows: readonly ContainerRow[]
  order: Order
  onOrder(order: Order): void
  /** The server's time, milliseconds since the epoch. */
  nowMs: number
  /** What the address of each page goes on with. */
  search: string
}

/** The containers, a row each; on a narrow screen the columns that matter most. */
export function ContainerTable({ rows, order, onOrder, nowMs, search }: ContainerTableProps) {
  const mostOf = (name: keyof ContainerRow['courses']) => greatest(rows.flatMap(({ courses }) => courses[name])) ?? 0
  const most = { cpu: mostOf('cpu'), memory: mostOf('memory'), network: mostOf('network') }
  const head = (key: SortKey, className: string) => (
    <Head name={key} order={order} onOrder={onOrder} className={className} />
  )
  return (
    <div className="overflow-x-auto">
      <table className="list">
        <thead>
          <tr>
            {head('name', '')}
            {head('status', 'hidden sm:table-cell')}
            {head('cpuAverage', 'number')}
            {head('cpu', 'number hidden lg:table-cell')}
            {head('memory', 'number')}
            {head('received', 'number hidden lg:table-cell')}
            {head('startedMs', 'number hidden lg:table-cell')}
            {head('restarts', 'number hidden xl:table-cell')}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name} className={row.status === 'running' ? '' : 'text-muted'}>
              <td className="max-w-[28vw] sm:max-w-44 2xl:max-w-64">
                <Link href={pathOfContainer(row.name) + search} className="block truncate font-medium hover:underline">
                  {row.name}
                </Link>
                <p className="text-muted truncate text-xs" title={row.image}>
                  {row.image}
                </p>
                <div className="text-xs sm:hidden">
                  <Status {...row} />
                  {row.restarts ? <p className="text-warn">{messages.docker.restarts(row.restarts)}</p> : null}
                </div>
              </td>
              <td className="hidden sm:table-cell">
                <Status {...row} />
              </td>
              <td className="number">
                <p className="font-semibold">{formatPercent(row.cpuAverage)}</p>
                {row.cpuMost !== null && (
                  <p className="text-muted text-xs">{containers.most(formatPercent(row.cpuMost))}</p>
                )}
                <Course values={row.courses.cpu} most={most.cpu} />
              </td>
              <td className="number hidden lg:table-cell">{formatPercent(row.cpu)}</td>
              <td className="number">
                <p>{formatBytes(row.memory)}</p>
                <Course values={row.courses.memory} most={most.memory} color="stroke-memory" />
              </td>
              <td className="number hidden lg:table-cell">
                <p>{formatSpeed(row.received)}</p>
                <p className="text-muted text-xs">{formatSpeed(row.sent)}</p>
                <Course values={row.courses.network} most={most.network} />
              </td>
              <td className="number hidden lg:table-cell">
                {formatDuration(row.startedMs === null ? null : Math.max(0, nowMs - row.startedMs) / 1000)}
              </td>
              <td className="number hidden xl:table-cell">
                <span className={row.restarts ? 'text-warn' : ''}>{row.restarts ?? missing}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What it used over the range, below the number; all of a column have one scale. */
function Course({ values, most, color }: { values: Values; most: number; color?: string }) {
  if (greatest(values) === null) return null
  return (
    <div className="mt-1 ml-auto w-14 sm:w-20">
      <Sparkline values={values} most={most} {...(color ? { className: color } : {})} />
    </div>
  )
}

interface HeadProps {
  name: SortKey
  order: Order
  onOrder(order: Order): void
  className: string
}

function Head({ name, order, onOrder, className }: HeadProps) {
  const isChosen = order.key === name
  const Arrow = order.isDescending ? ArrowDown : ArrowUp
  // Of numbers the greatest are looked for, of names the first.
  const first = name !== 'name' && name !== 'status'
  return (
    <th
      className={`max-sm:whitespace-normal ${className}`}
      aria-sort={isChosen ? (order.isDescending ? 'descending' : 'ascending') : 'none'}
    >
      <button
        type="button"
        className={`hover:text-ink inline-flex items-center gap-1 [text-align:inherit] ${isChosen ? 'text-ink' : ''}`}
        onClick={() => onOrder({ key: name, isDescending: isChosen ? !order.isDescending : first })}
      >
        {columns[name]}
        <Arrow className={`size-3.5 ${isChosen ? '' : 'invisible'}`} aria-hidden />
      </button>
    </th>
  )
}
