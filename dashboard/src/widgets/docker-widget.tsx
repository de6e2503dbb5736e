import type { Container, DockerSample } from '@home-zenith/contract'
import { memo, useMemo } from 'react'
import { Link } from 'wouter'
import { containerCoursesQuery } from '../api/history.ts'
import { latestQuery, type Source } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { bindText } from '../bind.ts'
import { LiveBar } from '../components/bar.tsx'
import { Sparkline } from '../components/sparkline.tsx'
import { Widget } from '../components/widget.tsx'
import { pathOfContainer } from '../containers/path-of-container.ts'
import { formatBytes, formatPercent, formatSpeed, share } from '../format.ts'
import { joinByName, type Values } from '../history/lines.ts'
import { messages } from '../messages.ts'
import { useRead, useShared, useSource } from '../use-shared.ts'
import { Lacking } from './lacking.tsx'

const { docker } = messages
const nothing: never[] = []
// A row is never so low that more would fit into the height of the list.
const mostInHeight = 6

/** Every container and what it uses; those that run come first. */
export function DockerWidget() {
  const { session } = useServices()
  const source = useSource(latestQuery(session, 'docker'))
  return (
    <Widget
      title={docker.title}
      detail={<span ref={bindText(source, countRunning)} />}
      source={source}
      intervalMs={15_000}
    >
      <Containers source={source} />
    </Widget>
  )
}

function countRunning({ available, containers }: DockerSample): string {
  return available ? docker.running(containers.filter(isRunning).length, containers.length) : ''
}

let mapped: { sample: DockerSample; byId: Map<string, Container> } | undefined
/** Every row looks for its own. */
function byId(sample: DockerSample): Map<string, Container> {
  if (mapped?.sample !== sample) {
    mapped = { sample, byId: new Map(sample.containers.map((container) => [container.container_id, container])) }
  }
  return mapped.byId
}

const isRunning = ({ status }: Pick<Container, 'status'>) => status === 'running'

/** What seldom changes of a container; the rest of its row is live. */
const constantOf = (container: Container) => ({
  id: container.container_id,
  name: container.container_name,
  image: container.image,
  status: container.status,
  health: container.health,
  restarts: container.restart_count,
  hasMemory: container.memory_usage !== null,
})
type Constant = ReturnType<typeof constantOf>

const listedIn = ({ reason, containers }: DockerSample) => ({
  reason,
  rows: containers
    .map(constantOf)
    .sort((a, b) => Number(isRunning(b)) - Number(isRunning(a)) || a.name.localeCompare(b.name)),
})

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

function Containers({ source }: { source: Source<DockerSample> }) {
  const courses = useCourses()
  const listed = useRead(source, ({ data }) => data && listedIn(data))
  if (!listed) return null
  const { reason, rows } = listed
  if (reason !== null) return <Lacking text={docker.reasons[reason]} />
  if (rows.length === 0) return <Lacking text={docker.none} />
  return (
    <>
      {/* Of a fixed size, so that the browser lays out the list for a sample, and not the page for the list. */}
      <div className={`overflow-auto ${rows.length > mostInHeight ? 'h-96 contain-strict' : 'max-h-96'}`}>
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
            {rows.map((container) => (
              <Row
                key={container.id}
                container={container}
                source={source}
                course={courses.byName.get(container.name) ?? nothing}
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
  container: Constant
  source: Source<DockerSample>
  /** Its CPU over the last minutes, and the most of all. */
  course: Values
  most: number
}

function Row({ container, source, course, most }: RowProps) {
  const { id, hasMemory, ...identity } = container
  const text = (read: (one: Container | undefined) => string) =>
    bindText(source, (sample) => read(byId(sample).get(id)))
  const memoryOf = (sample: DockerSample) => {
    const one = byId(sample).get(id)
    return share(one?.memory_usage, one?.memory_limit)
  }
  return (
    <tr className={isRunning(container) ? '' : 'text-muted'}>
      <Identity {...identity} />
      <td className="number">
        <p ref={text((one) => formatPercent(one?.cpu_usage))} />
        <div className="ml-auto w-20">
          <Sparkline values={course} most={most} />
        </div>
      </td>
      <td className="number">
        <p ref={text((one) => formatBytes(one?.memory_usage))} />
        {hasMemory && (
          <div className="mt-1 ml-auto w-20">
            <LiveBar source={source} read={memoryOf} colorOf={() => 'fill-memory'} />
          </div>
        )}
      </td>
      <td className="number hidden sm:table-cell lg:hidden xl:table-cell">
        <p ref={text((one) => formatSpeed(one?.network_rx_speed))} />
        <p ref={text((one) => formatSpeed(one?.network_tx_speed))} className="text-muted text-xs" />
      </td>
      <td className="number hidden 2xl:table-cell">
        <p ref={text((one) => formatSpeed(one?.disk_read_speed))} />
        <p ref={text((one) => formatSpeed(one?.disk_write_speed))} className="text-muted text-xs" />
      </td>
    </tr>
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
