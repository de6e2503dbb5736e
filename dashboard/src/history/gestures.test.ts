import { describe, expect, test, vi } from 'vitest'
import { spanOfHold } from './bind-gestures.ts'
import { pressKey } from './press-key.ts'
import { createTimeAxis } from './time-axis.ts'

const span = { fromMs: 1000_000, toMs: 2000_000 }

describe('pointers that hold the plot', () => {
  test('one moves it', () => {
    expect(spanOfHold(span, [{ start: 0.25, now: 0.75 }])).toEqual({ fromMs: 500_000, toMs: 1500_000 })
  })
  test('two stretch it between them, and move it', () => {
    const apart = spanOfHold(span, [
      { start: 0.4, now: 0.3 },
      { start: 0.6, now: 0.7 },
    ])
    expect(apart).toEqual({ fromMs: 1250_000, toMs: 1750_000 })
    const moved = spanOfHold(span, [
      { start: 0.4, now: 0.5 },
      { start: 0.6, now: 0.7 },
    ])
    expect(moved.fromMs).toBeCloseTo(900_000)
    expect(moved.toMs).toBeCloseTo(1900_000)
  })
  test('two upon each other do not tear it', () => {
    const { fromMs, toMs } = spanOfHold(span, [
      { start: 0.4, now: 0.5 },
      { start: 0.6, now: 0.5 },
    ])
    expect(toMs - fromMs).toBeCloseTo(10 * 1000_000)
  })
})

describe('a key', () => {
  const steps = { first: 1000, last: 1995, stepSeconds: 5 }
  const press = (key: string, at: number | null = null, shiftKey = false) => {
    vi.useFakeTimers()
    const [chosen, marked] = [vi.fn(), vi.fn()]
    const axis = createTimeAxis(span, () => 1e9, chosen)
    axis.setCursor(at)
    const isTaken = pressKey({ key, shiftKey }, axis, { ...steps, at }, marked)
    vi.runAllTimers()
    vi.useRealTimers()
    return { isTaken, cursor: axis.cursor(), chosen: chosen.mock.calls, marked: marked.mock.calls }
  }

  test.each([
    ['ArrowLeft', null, false, 1995],
    ['ArrowLeft', 1500, false, 1495],
    ['ArrowRight', 1500, true, 1550],
    ['ArrowRight', 1995, false, 1995],
    ['ArrowLeft', 1000, true, 1000],
    ['Home', 1500, false, 1000],
    ['End', null, false, 1995],
    ['Escape', 1500, false, null],
  ])('%s from %d, with Shift %s, leads to %d', (key, from, shiftKey, to) => {
    expect(press(key, from, shiftKey)).toEqual({ isTaken: true, cursor: to, chosen: [], marked: [] })
  })

  test.each([
    ['+', null, { fromMs: 1250_000, toMs: 1750_000 }],
    ['+', 1000, { fromMs: 1000_000, toMs: 1500_000 }],
    ['-', null, { fromMs: 500_000, toMs: 2500_000 }],
    ['PageUp', null, { fromMs: 500_000, toMs: 1500_000 }],
    ['PageDown', null, { fromMs: 1500_000, toMs: 2500_000 }],
  ])('%s with the cursor at %d chooses another span', (key, at, chosen) => {
    expect(press(key, at)).toMatchObject({ isTaken: true, chosen: [[chosen, 'amend']] })
  })

  test('Enter marks the moment of the cursor, and any other key is not taken', () => {
    expect(press('Enter', 1500).marked).toEqual([[1500_000]])
    expect(press('Enter')).toMatchObject({ isTaken: true, marked: [] })
    expect(press('a').isTaken).toBe(false)
  })
})

test('quick steps are one choice, and what is shown does not jump back meanwhile', () => {
  vi.useFakeTimers()
  const chosen = vi.fn()
  const axis = createTimeAxis(span, () => 1e9, chosen)
  axis.pan(0.1)
  axis.pan(0.1)
  axis.show(span)
  expect(axis.span()).toEqual({ fromMs: 1200_000, toMs: 2200_000 })
  vi.runAllTimers()
  expect(chosen.mock.calls).toEqual([[{ fromMs: 1200_000, toMs: 2200_000 }, 'amend']])
  axis.show(span)
  expect(axis.span()).toEqual(span)
  vi.useRealTimers()
})
