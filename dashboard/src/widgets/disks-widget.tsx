import type { Filesystem } from '@home-zenith/contract'
import { useQuery } from '@tanstack/react-query'
import { latestQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { Bar, fillColor } from '../components/bar.tsx'
import { Widget } from '../components/widget.tsx'
import { formatBytes, formatPercent, share } from '../format.ts'
import { messages } from '../messages.ts'

const { disks } = messages

/** How full each local file system is, of bytes and of inodes. */
export function DisksWidget({ className }: { className?: string }) {
  const { session } = useServices()
  const { data: sample, dataUpdatedAt, error } = useQuery(latestQuery(session, 'filesystem'))
  return (
    <Widget title={disks.title} updatedMs={dataUpdatedAt} intervalMs={60_000} error={error} className={className ?? ''}>
      <ul className="grid gap-4">
        {sample?.filesystems.map((filesystem) => (
          <Disk key={filesystem.mount} filesystem={filesystem} />
        ))}
      </ul>
    </Widget>
  )
}

function Disk({ filesystem }: { filesystem: Filesystem }) {
  const { mount, device, type, used, total, inodes_used, inodes_total, read_only } = filesystem
  const percent = share(used, total)
  const inodes = share(inodes_used, inodes_total)
  return (
    <li>
      <div className="mb-1.5 flex items-baseline justify-between gap-3">
        <span className="truncate font-medium" title={mount}>
          {mount}
          {read_only && <span className="tag ml-2">{disks.readOnly}</span>}
        </span>
        <span className="shrink-0 text-sm font-semibold">{formatPercent(percent)}</span>
      </div>
      <Bar percent={percent} color={fillColor(percent ?? 0)} />
      <p className="text-muted mt-1.5 flex flex-wrap justify-between gap-x-3 text-xs">
        <span>{percent === null ? disks.silent : messages.of(formatBytes(used), formatBytes(total))}</span>
        {inodes !== null && <span>{disks.inodes(formatPercent(inodes))}</span>}
        <span className="truncate" title={device}>
          {type} · {device}
        </span>
      </p>
    </li>
  )
}
