import { useQuery } from '@tanstack/react-query'
import { historyQuery } from '../api/history.ts'
import { useServices } from '../app-context.ts'
import { formatMinute } from '../format.ts'
import type { Answer } from '../history/lines.ts'
import { changeView } from '../history/use-history-view.ts'
import { coveringPreset, lengthOf } from '../history/view.ts'
import { containers as texts } from '../messages/containers.ts'
import { history } from '../messages/history.ts'

const stepMs = 60_000

/** Instead of who used the CPU last night, where nothing was recorded: since when it is, and the way there. */
export function NoNight({ endMs }: { endMs: number }) {
  const { session } = useServices()
  const nowMs = Math.ceil(session.nowMs() / stepMs) * stepMs
  const { data: since, isPending } = useQuery({
    ...historyQuery(session, {
      family: 'docker',
      fields: ['cpu_usage'],
      series: { parameter: 'container', value: '*' },
      span: { fromMs: endMs, toMs: nowMs },
      points: 600,
    }),
    enabled: endMs < nowMs,
    select: firstSeconds,
  })
  if (isPending && endMs < nowMs) return null
  const preset = since == null ? undefined : coveringPreset(session.nowMs() - since * 1000)
  return (
    <div role="status" className="card mb-4 flex flex-wrap items-center justify-between gap-3">
      <p>{since == null ? texts.noNight : texts.noNightUntil(formatMinute(since * 1000))}</p>
      {preset && (
        <button
          type="button"
          className="button-quiet"
          onClick={() => changeView({ range: { lastMs: lengthOf(preset) ?? 0 } })}
        >
          {texts.showLast(history.ranges[preset])}
        </button>
      )}
    </div>
  )
}

/** When the first step begins that has a value; null: none has. */
export function firstSeconds({ times, series }: Answer): number | null {
  const index = times.findIndex((_, step) => series.some(({ columns }) => columns.cpu_usage?.[step] != null))
  return times[index] ?? null
}
