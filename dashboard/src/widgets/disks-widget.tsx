import type { Filesystem } from '@home-zenith/contract'
import { Link } from 'wouter'
import { diskCoursesQuery } from '../api/history.ts'
import { latestQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { Bar, fillColor } from '../components/bar.tsx'
import { Sparkline } from '../components/sparkline.tsx'
import { Widget } from '../components/widget.tsx'
import { formatBytes, formatChange, formatPercent, share } from '../format.ts'
import type { Values } from '../history/lines.ts'
import { fullnessOf } from '../machine/fullness.ts'
import { overview } from '../messages/overview.ts'
import { messages } from '../messages.ts'
import { useShared } from '../use-shared.ts'
import { growthOf } from './growth.ts'

const { disks } = messages

/** How full each local file system is, of bytes and of inodes. */
export function DisksWidget() {
  const { session } = useServices()
  const { data: sample, dataUpdatedAt, error } = useShared(latestQuery(session, 'filesystem'))
  const { data } = useShared(diskCoursesQuery(session))
  return (
    <Widget title={disks.title} updatedMs={dataUpdatedAt} intervalMs={60_000} error={error}>
      <ul className="grid gap-4">
        {sample?.filesystems.map((filesystem) => (
          <Disk
            key={filesystem.mount}
            filesystem={filesystem}
            course={data?.series.find(({ name }) => name === filesystem.mount)?.columns.used ?? []}
            times={data?.times ?? []}
          />
        ))}
      </ul>
      <Link href="/machine" className="link mt-4 inline-block text-sm">
        {disks.whenFull}
      </Link>
    </Widget>
  )
}

interface DiskProps {
  filesystem: Filesystem
  /** What it used over the last day, and when. */
  course: Values
  times: readonly number[]
}

function Disk({ filesystem, course, times }: DiskProps) {
  const { mount, device, type, total, available, inodes_used, inodes_total, read_only } = filesystem
  const percent = fullnessOf(filesystem)
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
        <span>{percent === null ? disks.silent : disks.freeOf(formatBytes(available), formatBytes(total))}</span>
        {inodes !== null && <span>{disks.inodes(formatPercent(inodes))}</span>}
        <span className="truncate" title={device}>
          {type} · {device}
        </span>
      </p>
      <Course values={course} times={times} total={total ?? 0} />
    </li>
  )
}

// Less of a disk than this is drawn as a hill, not as a mountain.
const leastSpanShare = 0.01

/** Minutes show nothing of a disk: its last day, and by how much it grew. */
function Course({ values, times, total }: { values: Values; times: readonly number[]; total: number }) {
  const known = values.filter((value) => value !== null)
  if (known.length < 2) return null
  const least = Math.min(...known)
  const most = Math.max(...known)
  const growth = growthOf(times, values)
  const margin = Math.max(0, total * leastSpanShare - (most - least)) / 2
  return (
    <div className="mt-1 flex items-end gap-3">
      <Sparkline values={values} least={least - margin} most={most + margin} />
      {growth && (
        <span className="text-muted shrink-0 text-xs">{overview.change(formatChange(growth.bytes), growth.hours)}</span>
      )}
    </div>
  )
}
