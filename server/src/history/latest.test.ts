import { expect, test } from 'vitest'
import { probe, probeFamily } from '../../test/probe-family.ts'
import type { Family } from '../metrics/family.ts'
import { Latest } from './latest.ts'

const family = probeFamily as Family

test('the latest is what was taken last, though a clock was set back before it', async () => {
  const latest = new Latest()
  latest.put(family, probe('2026-03-29T12:00:00.000Z', 1))
  expect(await latest.json('probe', 0)).toMatchObject({ text: expect.stringContaining('12:00:00') })
  latest.put(family, probe('2026-03-29T11:00:00.000Z', 2))
  expect(latest.get('probe')).toMatchObject({ level: 2 })
  expect(await latest.json('probe', 0)).toMatchObject({ text: expect.stringContaining('11:00:00') })
})

test('all who ask before the first sample get it as soon as it is there', async () => {
  const latest = new Latest()
  const asked = [latest.json('probe', 60_000), latest.json('probe', 60_000)]
  latest.put({ ...family, name: 'another' }, probe('2026-03-29T12:00:00.000Z', 1))
  latest.put(family, probe('2026-03-29T12:00:05.000Z', 2))
  for (const answer of await Promise.all(asked))
    expect(answer).toMatchObject({ text: expect.stringContaining('"level":2') })
})

test('who asks before the first sample waits for it no longer than told', async () => {
  const latest = new Latest()
  expect(await latest.json('probe', 10)).toBeUndefined()
  latest.put(family, probe('2026-03-29T12:00:00.000Z', 1))
  expect(await latest.json('probe', 10)).toBeDefined()
})
