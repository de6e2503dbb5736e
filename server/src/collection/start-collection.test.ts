import { expect, test } from 'vitest'
import { probeFamily } from '../../test/probe-family.ts'
import type { Family } from '../metrics/family.ts'
import { createLogger } from '../platform/logger.ts'
import type { Machine } from '../sources/index.ts'
import { startCollection } from './start-collection.ts'

test('a family that is never primed holds up no other, and is closed at the stop', async () => {
  let closed = 0
  const hung = {
    ...probeFamily,
    name: 'hung',
    timeoutMs: 60_000,
    createCollector: () => ({
      prime: () => new Promise(() => {}),
      collect: async () => ({}),
      close: () => {
        closed += 1
      },
    }),
  } as unknown as Family
  const seen = await new Promise<string>((resolve) => {
    const collection = startCollection({
      families: [hung, probeFamily as Family],
      machine: { monotonicMs: () => 0 } as Machine,
      sinks: [
        ({ name }) => {
          expect(collection.costs().map(({ family }) => family)).toEqual(['hung', 'probe'])
          collection.stop()
          resolve(name)
        },
      ],
      log: createLogger('silent'),
    })
  })
  expect([seen, closed]).toEqual(['probe', 1])
})
