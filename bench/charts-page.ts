// Runs in the browser: draws a chart of the history page, again and again, and tells how long each took.
import uPlot from 'uplot'
import { charts } from '../dashboard/src/history/charts.ts'
import { type Answer, linesOf } from '../dashboard/src/history/lines.ts'
import { plotOptions, shapeOf, toPlotData } from '../dashboard/src/history/plot-options.ts'

const size = { width: 1200, height: 220 }

// Keeps the pixels in this process: else reading one measures the way to another process and back, 20 ms on a busy machine.
const { getContext } = HTMLCanvasElement.prototype
HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string) {
  return getContext.call(this, kind, { willReadFrequently: true })
} as typeof getContext

/** A day of the CPU in so many points; with `isAggregated` each with its least and its greatest value. */
function makeDay(points: number, isAggregated: boolean): Answer {
  const stepSeconds = 86_400 / points
  const times = Array.from({ length: points }, (_, index) => 1_700_000_000 + index * stepSeconds)
  // Noise that is the same each time; one step in a thousand has no sample.
  let seed = 1
  const noise = () => {
    seed = (seed * 16_807) % 2_147_483_647
    return seed / 2_147_483_647
  }
  const cpu_usage = times.map((_, index) =>
    index % 1000 === 999 ? null : 30 + 20 * Math.sin(index / 400) + 30 * noise(),
  )
  const scaled = (factor: number) => cpu_usage.map((value) => (value === null ? null : value * factor))
  const band = isAggregated ? { cpu_usage_min: scaled(0.6), cpu_usage_max: scaled(1.2) } : {}
  return { stepSeconds, times, series: [{ name: '', columns: { cpu_usage, ...band } }] }
}

/**
 * Milliseconds from the answer to the pixels, of each of so many drawings.
 * @param isCompared with the day before beside it
 */
export async function measure(
  points: number,
  isAggregated: boolean,
  isCompared: boolean,
  runs: number,
): Promise<number[]> {
  const chart = charts.find(({ title }) => title === 'CPU')
  if (!chart) throw new Error('the page has no chart of the CPU')
  const answer = makeDay(points, isAggregated)
  const took: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const element = document.body.appendChild(document.createElement('div'))
    const startMs = performance.now()
    const lines = linesOf(chart, answer, isCompared ? answer : null, 0)
    const options = plotOptions(chart, lines.map(shapeOf), {
      limit: () => null,
      marks: () => ({ events: [], atMs: null }),
    })
    await new Promise<void>((drawn) => {
      const hooks = { ...options.hooks, draw: [() => drawn()] }
      const plot = new uPlot({ ...options, ...size, hooks }, toPlotData(answer.times, lines), element)
      plot.setScale('x', { min: answer.times[0] ?? 0, max: answer.times.at(-1) ?? 0 })
    })
    // Reading a pixel waits until all are there.
    element.querySelector('canvas')?.getContext('2d')?.getImageData(0, 0, 1, 1)
    took.push(performance.now() - startMs)
    element.remove()
    await new Promise(requestAnimationFrame)
  }
  return took
}
