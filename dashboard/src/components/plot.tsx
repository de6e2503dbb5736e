import { type HTMLAttributes, useLayoutEffect, useRef } from 'react'
import uPlot from 'uplot'
import { useFormats } from '../app-context.ts'
import { chartDate } from '../format.ts'

interface PlotProps extends HTMLAttributes<HTMLDivElement> {
  /** How it is drawn in the colours of this moment; another function: it is made anew. */
  options(element: HTMLElement): Omit<uPlot.Options, 'width' | 'height'>
  data: uPlot.AlignedData
  /** Takes new data in. */
  update(plot: uPlot, data: uPlot.AlignedData): void
  /** What is bound to a plot, and how it is unbound. */
  attach(plot: uPlot): () => void
}

/** A plot that fills its element, and follows its size, the theme and the data. */
export function Plot({ options, data, update, attach, ...attributes }: PlotProps) {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(null)
  const formats = useFormats()
  const newest = useRef(data)
  newest.current = data

  // Within the frame that shows what else has changed. Other units and another time zone are drawn anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    let detach: (() => void) | undefined
    const sizeOf = () => ({ width: element.clientWidth, height: element.clientHeight })
    const remove = () => {
      detach?.()
      plot.current?.destroy()
      plot.current = null
    }
    const draw = () => {
      remove()
      const made = new uPlot({ tzDate: chartDate, ...options(element), ...sizeOf() }, newest.current, element)
      plot.current = made
      detach = attach(made)
      update(made, newest.current)
    }
    // A tab that nobody looks at is not drawn; it catches up when it is looked at.
    const catchUp = () => document.hidden || (plot.current && update(plot.current, newest.current))
    draw()
    const resizing = new ResizeObserver(() => plot.current?.setSize(sizeOf()))
    resizing.observe(element)
    // The colours are the theme's, which is an attribute of the document or the system's choice.
    const theming = new MutationObserver(draw)
    theming.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    scheme.addEventListener('change', draw)
    document.addEventListener('visibilitychange', catchUp)
    return () => {
      resizing.disconnect()
      theming.disconnect()
      scheme.removeEventListener('change', draw)
      document.removeEventListener('visibilitychange', catchUp)
      remove()
    }
  }, [options, update, attach, formats])

  useLayoutEffect(() => {
    if (!document.hidden && plot.current) update(plot.current, data)
  }, [data, update])

  return <div ref={box} {...attributes} />
}

/** The value of one of the theme's colours, for what cannot name it. */
export function themeColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

/** What all axes have in common. */
export function axisStyle() {
  return {
    stroke: themeColor('muted'),
    grid: { stroke: themeColor('line'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  } satisfies uPlot.Axis
}
