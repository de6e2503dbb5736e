import type { TimeAxis } from './time-axis.ts'

/** The values of a chart that are shown, in seconds since the epoch: the first and the last, and how far they are apart. */
export interface Steps {
  /** Where it is; null: nowhere yet. */
  at: number | null
  first: number
  last: number
  stepSeconds: number
}

/** What a key does on a chart. @returns whether it does anything */
export function pressKey(
  { key, shiftKey }: { key: string; shiftKey: boolean },
  axis: TimeAxis,
  { at: cursor, first, last, stepSeconds }: Steps,
  onMark: (ms: number) => void,
): boolean {
  const { fromMs, toMs } = axis.span()
  const share = cursor === null ? 0.5 : (cursor * 1000 - fromMs) / (toMs - fromMs)
  const move = (steps: number) => {
    // The first press shows where it is.
    const next = cursor === null ? last : cursor + steps * (shiftKey ? 10 : 1) * stepSeconds
    axis.setCursor(Math.min(last, Math.max(first, next)))
  }
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      move(1)
      return true
    case 'ArrowLeft':
    case 'ArrowDown':
      move(-1)
      return true
    case 'Home':
      axis.setCursor(first)
      return true
    case 'End':
      axis.setCursor(last)
      return true
    case 'PageUp':
      axis.pan(-0.5)
      return true
    case 'PageDown':
      axis.pan(0.5)
      return true
    case '+':
    case '=':
      axis.zoom(0.5, share)
      return true
    case '-':
      axis.zoom(2, share)
      return true
    case 'Escape':
      axis.setCursor(null)
      return true
    case 'Enter':
      if (cursor !== null) onMark(cursor * 1000)
      return true
    default:
      return false
  }
}
