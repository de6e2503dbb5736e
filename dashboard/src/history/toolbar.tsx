import { ChevronLeft, ChevronRight, type LucideIcon, ZoomIn, ZoomOut } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { formatSpan, formatTimeInput, parseTimeInput } from '../format.ts'
import { history } from '../messages/history.ts'
import type { TimeAxis } from './time-axis.ts'
import { changeView } from './use-history-view.ts'
import { compareDaysOf, lengthOf, presets, type Span, type View } from './view.ts'

interface ToolbarProps {
  view: View
  span: Span
  axis: TimeAxis
}

/** What is chosen for all charts: the range, the comparison. */
export function Toolbar({ view, span, axis }: ToolbarProps) {
  const { range, isCompared } = view
  return (
    <div className="flex flex-wrap items-center gap-2">
      <fieldset className="segments">
        <legend className="sr-only">{history.rangesLabel}</legend>
        {presets.map((name) => {
          const lastMs = lengthOf(name) ?? 0
          return (
            <button
              key={name}
              type="button"
              aria-pressed={'lastMs' in range && range.lastMs === lastMs}
              onClick={() => changeView({ range: { lastMs } })}
            >
              <span className="sr-only">{history.rangePrefix} </span>
              {history.ranges[name]}
            </button>
          )
        })}
      </fieldset>
      <button
        type="button"
        className="button-quiet"
        aria-pressed={'isNight' in range}
        title={history.nightHint}
        onClick={() => changeView({ range: { isNight: true } })}
      >
        {history.night}
      </button>
      <div className="flex">
        <Tool label={history.earlier} icon={ChevronLeft} onClick={() => axis.pan(-0.5)} />
        <Tool label={history.zoomOut} icon={ZoomOut} onClick={() => axis.zoom(2)} />
        <Tool label={history.zoomIn} icon={ZoomIn} onClick={() => axis.zoom(0.5)} />
        {/* What goes on has nothing later. */}
        <Tool label={history.later} icon={ChevronRight} isDisabled={'lastMs' in range} onClick={() => axis.pan(0.5)} />
      </div>
      <RangeForm key={`${span.fromMs} ${span.toMs}`} span={span} axis={axis} />
      <button
        type="button"
        className="button-quiet"
        aria-pressed={isCompared}
        onClick={() => changeView({ isCompared: !isCompared })}
      >
        {history.compare}
        {/* Of a phone it would be a line of its own. */}
        <span className="whitespace-pre max-sm:sr-only">
          {history.compareWith(history.compared[compareDaysOf(span)])}
        </span>
      </button>
    </div>
  )
}

interface ToolProps {
  label: string
  icon: LucideIcon
  isDisabled?: boolean
  onClick(): void
}

function Tool({ label, icon: Icon, isDisabled = false, onClick }: ToolProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      disabled={isDisabled}
      onClick={onClick}
    >
      <Icon className="size-5" aria-hidden />
    </button>
  )
}

/** The range in words; it opens a form for any other. The browser's own popover closes by itself. */
function RangeForm({ span, axis }: { span: Span; axis: TimeAxis }) {
  const id = useId()
  const [isWrong, setWrong] = useState(false)

  function choose(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const [fromMs, toMs] = ['from', 'to'].map((name) => parseTimeInput(String(values.get(name))))
    // Of a field that is empty the time is no number, and no comparison holds.
    const isRight = fromMs !== undefined && toMs !== undefined && toMs - fromMs >= 60_000
    setWrong(!isRight)
    if (isRight) axis.choose({ fromMs, toMs }, 'step')
  }

  return (
    <div className="relative">
      <button type="button" className="button-quiet" popoverTarget={id} title={history.chooseRange}>
        {formatSpan(span.fromMs, span.toMs)}
      </button>
      <div id={id} popover="auto" className="card text-ink range-form">
        <form onSubmit={choose} className="space-y-3">
          {(['from', 'to'] as const).map((name) => (
            <label key={name} className="block text-sm font-medium">
              {history[name]}
              <input
                type="datetime-local"
                name={name}
                className="field mt-1"
                aria-invalid={isWrong}
                aria-describedby={`${id}-error`}
                defaultValue={formatTimeInput(name === 'from' ? span.fromMs : span.toMs)}
              />
            </label>
          ))}
          <p id={`${id}-error`} role="alert" className="text-bad text-sm">
            {isWrong && history.wrongRange}
          </p>
          <button type="submit" className="button w-full">
            {history.show}
          </button>
        </form>
      </div>
    </div>
  )
}
