import { useQuery } from '@tanstack/react-query'
import { numberIn } from '../api/points.ts'
import { recentQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { type Chart, TraceChart } from '../components/trace-chart.tsx'
import { Widget } from '../components/widget.tsx'
import { formatPercent, formatPercentTick, share } from '../format.ts'
import { messages } from '../messages.ts'

const chart: Chart = {
  trace: {
    family: 'system',
    fields: ['cpu_usage', 'memory_used', 'memory_total'],
    read: (row) => [numberIn(row, 'cpu_usage'), share(numberIn(row, 'memory_used'), numberIn(row, 'memory_total'))],
  },
  intervalMs: 5000,
  lines: [
    { label: messages.cpu, color: 'cpu' },
    { label: messages.memory, color: 'memory' },
  ],
  label: messages.chartLabel,
  format: formatPercent,
  formatTick: formatPercentTick,
  range: [0, 100],
}

/** CPU and memory over the last minutes. */
export function LiveChart({ className }: { className?: string }) {
  const { session } = useServices()
  const { dataUpdatedAt, error } = useQuery(recentQuery(session, chart.trace))
  return (
    <Widget
      title={messages.lastMinutes}
      updatedMs={dataUpdatedAt}
      intervalMs={chart.intervalMs}
      error={error}
      className={className ?? ''}
    >
      <TraceChart chart={chart} />
    </Widget>
  )
}
