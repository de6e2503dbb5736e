import type { Container, DockerSample } from '@home-zenith/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { latestQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { Bar } from '../components/bar.tsx'
import { Widget } from '../components/widget.tsx'
import { pathOfContainer } from '../containers/path-of-container.ts'
import { formatBytes, formatPercent, formatSpeed, share } from '../format.ts'
import { messages } from '../messages.ts'

const { docker } = messages

/** Every container and what it uses; those that run come first. */
export function DockerWidget({ className }: { className?: string }) {
  const { session } = useServices()
  const { data: sample, dataUpdatedAt, error } = useQuery(latestQuery(session, 'docker'))
  const running = sample?.containers.filter(isRunning).length ?? 0
  return (
    <Widget
      title={docker.title}
      detail={sample?.available ? docker.running(running, sample.containers.length) : ''}
      updatedMs={dataUpdatedAt}
      intervalMs={15_000}
      error={error}
      className={className ?? ''}
    >
      {sample && <Containers sample={sample} />}
    </Widget>
  )
}

const isRunning = ({ status }: Container) => status === 'running'

function Containers({ sample: { reason, containers } }: { sample: DockerSample }) {
  if (reason !== null) return <p className="text-muted">{docker.reasons[reason]}</p>
  if (containers.length === 0) return <p className="text-muted">{docker.none}</p>
  const sorted = [...containers].sort(
    (a, b) => Number(isRunning(b)) - Number(isRunning(a)) || a.container_name.localeCompare(b.container_name),
  )
  return (
    <div className="max-h-96 overflow-auto">
      <table className="list">
        <thead>
          <tr>
            <th>{docker.name}</th>
            <th>{docker.status}</th>
            <th className="number">{messages.cpu}</th>
            <th className="number">{messages.memory}</th>
            <th className="number">{docker.network}</th>
            <th className="number">{docker.disk}</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((container) => (
            <Row key={container.container_id} container={container} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ container }: { container: Container }) {
  const { container_name, image, cpu_usage, memory_usage, memory_limit } = container
  const { network_rx_speed, network_tx_speed, disk_read_speed, disk_write_speed } = container
  return (
    <tr className={isRunning(container) ? '' : 'text-muted'}>
      <td className="max-w-64">
        <Link href={pathOfContainer(container_name)} className="block truncate font-medium hover:underline">
          {container_name}
        </Link>
        <p className="text-muted truncate text-xs" title={image}>
          {image}
        </p>
      </td>
      <td>
        <Status container={container} />
      </td>
      <td className="number">{formatPercent(cpu_usage)}</td>
      <td className="number">
        {formatBytes(memory_usage)}
        {memory_usage !== null && (
          <div className="mt-1 ml-auto w-20">
            <Bar percent={share(memory_usage, memory_limit)} color="bg-memory" />
          </div>
        )}
      </td>
      <td className="number">
        <Pair first={network_rx_speed} second={network_tx_speed} />
      </td>
      <td className="number">
        <Pair first={disk_read_speed} second={disk_write_speed} />
      </td>
    </tr>
  )
}

function Pair({ first, second }: { first: number | null; second: number | null }) {
  return (
    <>
      <p>{formatSpeed(first)}</p>
      <p className="text-muted text-xs">{formatSpeed(second)}</p>
    </>
  )
}

function Status({ container: { status, health, restart_count } }: { container: Container }) {
  const color = health === 'unhealthy' ? 'text-bad' : status === 'running' ? 'text-good' : 'text-muted'
  return (
    <>
      <p className={color}>{health === null || health === 'healthy' ? status : `${status}, ${health}`}</p>
      {restart_count !== null && restart_count > 0 && (
        <p className="text-warn text-xs">{docker.restarts(restart_count)}</p>
      )}
    </>
  )
}
