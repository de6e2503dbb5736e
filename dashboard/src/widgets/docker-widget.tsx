import type { Container, DockerSample } from '@home-zenith/contract'
import { memo, useMemo } from 'react'
import { Link } from 'wouter'
import { containerCoursesQuery } from '../api/history.ts'
import { latestQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { Bar } from '../components/bar.tsx'
import { Sparkline } from '../components/sparkline.tsx'
import { Widget } from '../components/widget.tsx'
import { pathOfContainer } from '../containers/path-of-container.ts'
import { formatBytes, formatDiskSpeed, formatPercent, formatSpeed, share } from '../format.ts'
import { joinByName, type Values } from '../history/lines.ts'
import { messages } from '../messages.ts'
import { useShared } from '../use-shared.ts'
import { Lacking } from './lacking.tsx'

const { docker } = messages
// A row is never so low that more would fit into the height of the list.
const mostInHeight = 6

/** Every container and what it uses; those that run come first. */
export function DockerWidget() {
  const { session } = useServices()
  const { data: sample, dataUpdatedAt, error } = useShared(latestQuery(session, 'docker'))
  const running = sample?.containers.filter(isRunning).length ?? 0
  return (
    <Widget
      title={docker.title}
      detail={sample?.available ? docker.running(running, sample.containers.length) : ''}
      updatedMs={dataUpdatedAt}
      intervalMs={15_000}
      error={error}
    >
      {sample && <Containers sample={sample} />}
    </Widget>
  )
}

const isRunning = ({ status }: Container) => status === 'running'

/** The CPU of each over the last minutes, asked for again now and then: what is newest stands beside it. */
function useCourses(): { byName: ReadonlyMap<string, Values>; most: number } {
  const { session } = useServices()
  const { data } = useShared(containerCoursesQuery(session))
  return useMemo(() => {
    const series = joinByName(data?.series ?? []).map(({ name, columns }) => [name, columns.cpu_usage ?? []] as const)
    return {
      byName: new Map(series),
      most: Math.max(...series.flatMap(([, values]) => values.map((value) => value ?? 0))),
    }
  }, [data])
}

function Containers({ sample: { reason, containers } }: { sample: DockerSample }) {
  const courses = useCourses()
  if (reason !== null) return <Lacking text={docker.reasons[reason]} />
  if (containers.length === 0) return <Lacking text={docker.none} />
  const sorted = [...containers].sort(
    (a, b) => Number(isRunning(b)) - Number(isRunning(a)) || a.container_name.localeCompare(b.container_name),
  )
  return (
    <>
      {/* Of a fixed size, so that the browser lays out the list for a sample, and not the page for the list. */}
      <div className={`overflow-auto ${containers.length > mostInHeight ? 'h-96 contain-strict' : 'max-h-96'}`}>
        <table className="list">
          <thead>
            <tr>
              <th>{docker.name}</th>
              <th className="hidden sm:table-cell">{docker.status}</th>
              <th className="number">{messages.cpu}</th>
              <th className="number">{messages.memory}</th>
              <th className="number hidden sm:table-cell lg:hidden xl:table-cell">{docker.network}</th>
              <th className="number hidden 2xl:table-cell">{docker.disk}</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((container) => (
              <Row
                key={container.container_id}
                container={container}
                course={courses.byName.get(container.container_name) ?? []}
                most={courses.most}
              />
            ))}
          </tbody>
        </table>
      </div>
      <Link href="/containers?range=night" className="link mt-3 inline-block text-sm">
        {docker.whoLastNight}
      </Link>
    </>
  )
}

interface RowProps {
  container: Container
  /** Its CPU over the last minutes, and the most of all. */
  course: Values
  most: number
}

function Row({ container, course, most }: RowProps) {
  const { container_name, image, status, health, restart_count, cpu_usage, memory_usage, memory_limit } = container
  const { network_rx_speed, network_tx_speed, disk_read_speed, disk_write_speed } = container
  return (
    <tr className={isRunning(container) ? '' : 'text-muted'}>
      <Identity name={container_name} image={image} status={status} health={health} restarts={restart_count} />
      <td className="number">
        {formatPercent(cpu_usage)}
        <div className="ml-auto w-14 sm:w-20">
          <Sparkline values={course} most={most} />
        </div>
      </td>
      <td className="number">
        {formatBytes(memory_usage)}
        {memory_usage !== null && (
          <div className="mt-1 ml-auto w-14 sm:w-20">
            <Bar percent={share(memory_usage, memory_limit)} color="fill-memory" />
          </div>
        )}
      </td>
      <td className="number hidden sm:table-cell lg:hidden xl:table-cell">
        <Pair values={[network_rx_speed, network_tx_speed]} format={formatSpeed} />
      </td>
      <td className="number hidden 2xl:table-cell">
        <Pair values={[disk_read_speed, disk_write_speed]} format={formatDiskSpeed} />
      </td>
    </tr>
  )
}

interface PairProps {
  values: [number | null, number | null]
  format(value: number | null): string
}

function Pair({ values: [first, second], format }: PairProps) {
  return (
    <>
      <p>{format(first)}</p>
      <p className="text-muted text-xs">{format(second)}</p>
    </>
  )
}

interface StatusProps {
  status: string
  health: string | null
  restarts: number | null
}

/** What seldom changes of a row. */
const Identity = memo(function Identity({ name, image, ...state }: StatusProps & { name: string; image: string }) {
  return (
    <>
      <td className="max-w-28 sm:max-w-44 2xl:max-w-64">
        <Link href={pathOfContainer(name)} className="block truncate font-medium hover:underline">
          {name}
        </Link>
        <p className="text-muted truncate text-xs" title={image}>
          {image}
        </p>
        <div className="text-xs sm:hidden">
          <Status {...state} />
        </div>
      </td>
      <td className="hidden sm:table-cell">
        <Status {...state} />
      </td>
    </>
  )
})

function Status({ status, health, restarts }: StatusProps) {
  const color = health === 'unhealthy' ? 'text-bad' : status === 'running' ? 'text-good' : 'text-muted'
  return (
    <>
      <p className={color}>{health === null || health === 'healthy' ? status : `${status}, ${health}`}</p>
      {restarts !== null && restarts > 0 && <p className="text-warn text-xs">{docker.restarts(restarts)}</p>}
    </>
  )
}
