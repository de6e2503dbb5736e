import { expect, test } from 'vitest'
import { BoundedStore } from './bounded-store.ts'

const at = (nowMs: number) => ({ nowMs })

test('counts each key until its window ends', () => {
  const clock = at(0)
  const store = new BoundedStore(1000, 10, () => clock.nowMs)
  expect(store.increment('a')).toEqual({ totalHits: 1, resetTime: new Date(1000) })
  clock.nowMs = 999
  expect(store.increment('a')).toEqual({ totalHits: 2, resetTime: new Date(1000) })
  expect(store.increment('b').totalHits).toBe(1)
  clock.nowMs = 1000
  expect(store.increment('a')).toEqual({ totalHits: 1, resetTime: new Date(2000) })
})

test('takes a count back, never below nothing', () => {
  const store = new BoundedStore(1000, 10, () => 0)
  store.increment('a')
  store.decrement('a')
  store.decrement('a')
  store.decrement('unknown')
  expect(store.increment('a').totalHits).toBe(1)
  store.resetKey('a')
  expect(store.increment('a').totalHits).toBe(1)
})

test('keeps no more keys than it may: the oldest window goes first', () => {
  const clock = at(0)
  const store = new BoundedStore(1000, 3, () => clock.nowMs)
  for (const key of ['a', 'b', 'c', 'd']) store.increment(key)
  expect(store.size).toBe(3)
  expect([store.increment('d').totalHits, store.increment('a').totalHits]).toEqual([2, 1])
})

test('drops what has ended before what still counts', () => {
  const clock = at(0)
  const store = new BoundedStore(1000, 3, () => clock.nowMs)
  store.increment('a')
  clock.nowMs = 500
  store.increment('b')
  clock.nowMs = 1000
  store.increment('a')
  store.increment('c')
  clock.nowMs = 1500
  store.increment('d')
  expect([store.increment('a').totalHits, store.increment('c').totalHits, store.size]).toEqual([2, 2, 3])
})
