import { ArrowDown, ArrowUp } from 'lucide-react'
import { Link } from 'wouter'
import { Bar } from '../components/bar.tsx'
import { Sparkline } from '../components/sparkline.tsx'
import { formatBytes, formatDuration, formatPercent, formatSpeed, missing } from '../format.ts'
import { containers } from '../messages/containers.ts'
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
  const most = Math.max(...rows.map(({ cpuAverage }) => cpuAverage ?? 0))
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
            <th className="hidden min-w-28 md:table-cell">{columns.course}</th>
            {head('cpu', 'number hidden sm:table-cell')}
            {head('memory', 'number hidden sm:table-cell')}
            <th className="number hidden xl:table-cell">{columns.network}</th>
            {head('startedMs', 'number hidden lg:table-cell')}
            {head('restarts', 'number hidden xl:table-cell')}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name} className={row.status === 'running' ? '' : 'text-muted'}>
              <td className="max-w-36 sm:max-w-64">
                <Link href={pathOfContainer(row.name) + search} className="block truncate font-medium hover:underline">
                  {row.name}
                </Link>
                <p className="text-muted truncate text-xs" title={row.image}>
                  {row.image}
                </p>
                <div className="text-xs sm:hidden">
                  <Status {...row} />
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
                <div className="mt-1 ml-auto w-20 md:hidden">
                  <Bar percent={most > 0 ? ((row.cpuAverage ?? 0) / most) * 100 : null} color="bg-cpu" />
                </div>
              </td>
              <td className="hidden md:table-cell">
                <Sparkline values={row.course} most={row.cpuMost ?? 0} />
              </td>
              <td className="number hidden sm:table-cell">{formatPercent(row.cpu)}</td>
              <td className="number hidden sm:table-cell">{formatBytes(row.memory)}</td>
              <td className="number hidden xl:table-cell">
                <p>{formatSpeed(row.received)}</p>
                <p className="text-muted text-xs">{formatSpeed(row.sent)}</p>
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
    <th className={className} aria-sort={isChosen ? (order.isDescending ? 'descending' : 'ascending') : 'none'}>
      <button
        type="button"
        className={`hover:text-ink inline-flex items-center gap-1 ${isChosen ? 'text-ink' : ''}`}
        onClick={() => onOrder({ key: name, isDescending: isChosen ? !order.isDescending : first })}
      >
        {columns[name]}
        <Arrow className={`size-3.5 ${isChosen ? '' : 'invisible'}`} aria-hidden />
      </button>
    </th>
  )
}
