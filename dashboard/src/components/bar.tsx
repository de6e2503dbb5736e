import type { ReactNode } from 'react'
import type { Source } from '../api/queries.ts'
import { bind, writeAttribute } from '../bind.ts'

// Where what fills up asks for attention, and where for action.
const warnAt = 80
const badAt = 92

/** The colour of something that fills up: a full disk is bad, a busy core is not. */
export function fillColor(percent: number): string {
  if (percent < warnAt) return 'fill-accent'
  return percent < badAt ? 'fill-warn' : 'fill-bad'
}

/** A share as finely as it can be seen: what is drawn stays as it is while it wavers by less. */
export function inTenths(percent: number | null): number | null {
  return percent === null ? null : Math.round(percent * 10) / 10
}

interface BarProps {
  percent: number | null
  color: string
}

/**
 * A share as a bar; decoration, for its number stands beside it. Nothing is drawn for what is not known. Points of a polygon, other
 * than a width, are no style, which the browser would have to find anew.
 */
export function Bar({ percent, color }: BarProps) {
  return (
    <Frame>
      <polygon points={pointsOf(percent)} className={color} />
    </Frame>
  )
}

interface LiveBarProps<Data> {
  source: Source<Data>
  read(data: Data): number | null
  colorOf(percent: number): string
}

/** The same of a live value. */
export function LiveBar<Data>({ source, read, colorOf }: LiveBarProps<Data>) {
  const write = (polygon: SVGPolygonElement, percent: number | null) => {
    writeAttribute(polygon, 'points', pointsOf(percent))
    writeAttribute(polygon, 'class', colorOf(percent ?? 0))
  }
  return (
    <Frame>
      <polygon ref={bind(source, (data) => inTenths(read(data)), write)} />
    </Frame>
  )
}

function Frame({ children }: { children: ReactNode }) {
  return (
    <svg viewBox="0 0 100 1" preserveAspectRatio="none" className="bar" aria-hidden>
      <rect width={100} height={1} className="fill-raised" />
      {children}
    </svg>
  )
}

function pointsOf(percent: number | null): string {
  if (percent === null) return ''
  const end = inTenths(Math.min(100, percent))
  return `0 0 ${end} 0 ${end} 1 0 1`
}
