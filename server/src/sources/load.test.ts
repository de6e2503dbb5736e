import { expect, test } from 'vitest'
import { parseLoad, parsePressure, parseUptime } from './load.ts'

test('the load averages', () => {
  expect(parseLoad('0.79 12.54 0.35 1/88 16801\n')).toEqual([0.79, 12.54, 0.35])
  expect(parseLoad('0.79 0.54\n')).toBeNull()
  expect(parseLoad('')).toBeNull()
})

test('the uptime is in whole seconds, never rounded up', () => {
  expect(parseUptime('2828.99 5225.12\n')).toBe(2828)
  for (const nonsense of ['', '\n', '-3.5 1.0', '99999999999.0 1.0']) expect(parseUptime(nonsense)).toBeNull()
})

test('the pressure is the average over ten seconds of some task waiting', () => {
  const line = (kind: string, average: string) => `${kind} avg10=${average} avg60=3.67 avg300=3.11 total=55601682\n`
  expect(parsePressure(line('some', '2.06') + line('full', '1.01'))).toBe(2.06)
  expect(parsePressure(line('full', '1.01') + line('some', '0.00'))).toBe(0)
  expect(parsePressure(line('full', '1.01'))).toBeNull()
  expect(parsePressure('')).toBeNull()
})
