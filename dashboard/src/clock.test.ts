import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createClock } from './clock.ts'

const page = Object.assign(new EventTarget(), { hidden: false })

beforeEach(() => {
  vi.useFakeTimers({ now: 500 })
  vi.stubGlobal('document', page)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('one timer tells all the same time, and none runs when nobody reads', () => {
  const clock = createClock()
  expect(vi.getTimerCount()).toBe(0)
  const [one, other] = [vi.fn(), vi.fn()]
  const leaving = [clock.subscribe(one), clock.subscribe(other)]
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(1400)
  expect([one.mock.calls.length, other.mock.calls.length, clock.nowMs()]).toEqual([1, 1, 1500])
  for (const leave of leaving) leave()
  expect(vi.getTimerCount()).toBe(0)
})

test('it is right for the first who reads after a while', () => {
  const clock = createClock()
  vi.advanceTimersByTime(60_000)
  const leave = clock.subscribe(() => undefined)
  expect(clock.nowMs()).toBe(60_500)
  leave()
})

test('it rests while nobody looks, and is right at once when somebody does', () => {
  const clock = createClock()
  const listener = vi.fn()
  const leave = clock.subscribe(listener)
  page.hidden = true
  vi.advanceTimersByTime(10_000)
  expect(listener).not.toHaveBeenCalled()
  page.hidden = false
  page.dispatchEvent(new Event('visibilitychange'))
  expect([listener.mock.calls.length, clock.nowMs()]).toEqual([1, 10_500])
  leave()
})
