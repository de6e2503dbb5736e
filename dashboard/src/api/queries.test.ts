import { QueryObserver } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import { numberIn, type Trace } from './points.ts'
import { createCache, observe, putSample, recentQuery } from './queries.ts'
import { createSession } from './session.ts'

const trace: Trace = { family: 'probe', fields: ['level'], read: (row) => [numberIn(row, 'level')] }
const at = (second: number) => ({ timestamp: new Date(second * 1000).toISOString(), level: second })

test('the history is asked for once, also where a sample is pushed before anybody looks', async () => {
  const asked = vi.fn(async () => Response.json({ points: [at(5), at(10)] }))
  const [cache, session] = [createCache(), createSession(asked)]
  const seconds = () => cache.getQueryData(recentQuery(session, trace).queryKey)?.map(({ timeMs }) => timeMs / 1000)
  // As a component does while it is rendered.
  const observer = new QueryObserver(cache, recentQuery(session, trace))
  putSample(cache, 'probe', at(15))
  expect(seconds()).toEqual([15])
  const leave = observer.subscribe(() => undefined)
  await vi.waitFor(() => expect(seconds()).toEqual([5, 10, 15]))
  leave()
  putSample(cache, 'probe', at(20))
  new QueryObserver(cache, recentQuery(session, trace)).subscribe(() => undefined)()
  expect([seconds(), asked.mock.calls.length]).toEqual([[5, 10, 15, 20], 1])
})

test('all who show a query share its observer, which knows what came while nobody looked', async () => {
  const asked = vi.fn(async () => Response.json({ points: [at(5), at(10)] }))
  const [cache, session] = [createCache(), createSession(asked)]
  const look = () => observe(cache, recentQuery(session, trace))
  const seconds = () =>
    look()
      .getCurrentResult()
      .data?.map(({ timeMs }) => timeMs / 1000)
  const told = vi.fn()
  const first = look()
  const leave = first.subscribe(told)
  expect(look()).toBe(first)
  await vi.waitFor(() => expect(seconds()).toEqual([5, 10]))
  told.mockClear()
  putSample(cache, 'probe', at(15))
  await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1))
  expect(seconds()).toEqual([5, 10, 15])
  leave()
  putSample(cache, 'probe', at(20))
  expect([seconds(), asked.mock.calls.length]).toEqual([[5, 10, 15, 20], 1])
})

test('what the cache has forgotten is asked for again, and what is pushed then is heard', async () => {
  const asked = vi.fn(async () => Response.json({ points: [at(5)] }))
  const [cache, session] = [createCache(), createSession(asked)]
  const look = () => observe(cache, recentQuery(session, trace))
  const leave = look().subscribe(() => undefined)
  await vi.waitFor(() => expect(look().getCurrentResult().data).toHaveLength(1))
  leave()
  cache.clear()
  const again = look()
  again.subscribe(() => undefined)
  await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(2))
  await vi.waitFor(() => expect(again.getCurrentResult().data).toHaveLength(1))
  putSample(cache, 'probe', at(10))
  expect(again.getCurrentResult().data).toHaveLength(2)
})
