import { expect, test } from 'vitest'
import { probe, probeFamily } from '../../test/probe-family.ts'
import type { Family } from '../metrics/family.ts'
import { Latest } from './latest.ts'

test('the latest is what was taken last, though a clock was set back before it', () => {
  const latest = new Latest()
  latest.put(probeFamily as Family, probe('2026-03-29T12:00:00.000Z', 1))
  expect(latest.json('probe')).toMatchObject({ text: expect.stringContaining('12:00:00') })
  latest.put(probeFamily as Family, probe('2026-03-29T11:00:00.000Z', 2))
  expect(latest.get('probe')).toMatchObject({ level: 2 })
  expect(latest.json('probe')).toMatchObject({ text: expect.stringContaining('11:00:00') })
})
