import { expect, test, vi } from 'vitest'
import { getFormats, preferFormats, readTimeZone, readUnits, subscribeFormats } from './formats.ts'

const standard = { bytes: 'binary', speed: 'byte', temperature: 'celsius' }

test.each([
  [undefined, standard],
  ['text', standard],
  [null, standard],
  [{ bytes: 7, speed: 'furlong' }, standard],
  [
    { speed: 'bit', more: 1 },
    { ...standard, speed: 'bit' },
  ],
])('of kept units %o are %o', (kept, units) => {
  expect(readUnits(kept)).toEqual(units)
})

test.each([
  [undefined, 'browser'],
  ['', 'browser'],
  ['Mars/Olympus', 'browser'],
  [{}, 'browser'],
  ['server', 'server'],
  ['Europe/Berlin', 'Europe/Berlin'],
])('a kept time zone %o is %s', (kept, zone) => {
  expect(readTimeZone(kept)).toBe(zone)
})

test('who listens hears of a change, and of nothing else', () => {
  const listener = vi.fn()
  const stop = subscribeFormats(listener)
  const before = getFormats()
  preferFormats({ theme: 'dark' })
  expect([getFormats(), listener.mock.calls.length]).toEqual([before, 0])
  preferFormats({ units: { bytes: 'decimal' } })
  expect([getFormats().bytes, listener.mock.calls.length]).toEqual(['decimal', 1])
  stop()
  preferFormats({})
  expect([getFormats(), listener.mock.calls.length]).toEqual([before, 1])
})
