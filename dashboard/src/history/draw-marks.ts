import type { Event as MachineEvent } from '@home-zenith/contract'
import type uPlot from 'uplot'
import { themeColor } from '../components/plot.tsx'

export interface Marks {
  events: readonly MachineEvent[]
  /** The moment that is marked. */
  atMs: number | null
}

/** Draws what happened, and the marked moment, behind the lines. */
export function drawMarks(plot: uPlot, { events, atMs }: Marks): void {
  const { ctx, bbox } = plot
  const x = (ms: number) => plot.valToPos(ms / 1000, 'x', true)
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  ctx.lineWidth = devicePixelRatio
  for (const { timestamp, until, kind } of events) {
    const color = themeColor(eventColors[kind])
    const left = x(Date.parse(timestamp))
    if (until !== null) {
      ctx.fillStyle = `${color}26`
      ctx.fillRect(left, bbox.top, Math.max(1, x(Date.parse(until)) - left), bbox.height)
    }
    drawLine(ctx, left, bbox, color, [3, 3])
  }
  if (atMs !== null) drawLine(ctx, x(atMs), bbox, themeColor('ink'), [])
  ctx.restore()
}

/** The theme's colour for each kind of event. */
export const eventColors = {
  start: 'good',
  clean_stop: 'muted',
  reboot: 'line-4',
  unclean_stop: 'bad',
  gap: 'warn',
} as const satisfies Record<MachineEvent['kind'], string>

function drawLine(ctx: CanvasRenderingContext2D, left: number, bbox: uPlot.BBox, color: string, dash: number[]): void {
  ctx.strokeStyle = color
  ctx.setLineDash(dash.map((length) => length * devicePixelRatio))
  ctx.beginPath()
  ctx.moveTo(left, bbox.top)
  ctx.lineTo(left, bbox.top + bbox.height)
  ctx.stroke()
}
