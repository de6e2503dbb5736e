import { recentQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { type Chart, TraceChart } from '../components/trace-chart.tsx'
import { Widget } from '../components/widget.tsx'
import { formatPercent, formatPercentTick } from '../format.ts'
import { messages } from '../messages.ts'
import { useShared } from '../use-shared.ts'
import { systemIntervalMs, systemTrace } from './system-trace.ts'

const chart: Chart = {
  trace: systemTrace,
  intervalMs: systemIntervalMs,
  lines: [
    { label: messages.cpu, color: 'cpu' },
    { label: messages.memory, color: 'memory' },
  ],
  label: messages.chartLabel,
  format: formatPercent,
  formatTick: formatPercentTick,
  most: 100,
  steps: [25],
}

/** CPU and memory over the last minutes. */
export function LiveChart() {
  const { session } = useServices()
  const { data, dataUpdatedAt, error } = useShared(recentQuery(session, chart.trace))
  return (
    <Widget title={messages.lastMinutes} updatedMs={dataUpdatedAt} intervalMs={chart.intervalMs} error={error}>
      <TraceChart chart={chart} points={data} />
    </Widget>
  )
}
