import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { SlowCalls } from './slow-calls.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const make = () => new SlowCalls({ timeLimitMs: 1000, threads: 2 })

/** Calls that end when they are told to. */
function control() {
  const begun: string[] = []
  const ends = new Map<string, (value: string) => void>()
  return {
    begun,
    call: (key: string) => () => {
      begun.push(key)
      return new Promise<string>((resolve) => ends.set(key, resolve))
    },
    async end(key: string) {
      ends.get(key)?.('late')
      await vi.advanceTimersByTimeAsync(0)
    },
  }
}

describe('slow calls', () => {
  test('give their answer or their own failure', async () => {
    const calls = make()
    expect(await calls.ask('a', async () => 7)).toBe(7)
    await expect(calls.ask('b', async () => Promise.reject(new Error('EIO')))).rejects.toThrow('EIO')
    expect(await calls.ask('b', async () => 8)).toBe(8)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('are asked once for all who ask meanwhile', async () => {
    const calls = make()
    const { begun, call, end } = control()
    const answers = [calls.ask('a', call('a')), calls.ask('a', call('a'))]
    await end('a')
    expect(await Promise.all(answers)).toEqual(['late', 'late'])
    expect(begun).toEqual(['a'])
  })

  test('that hang fail in time, and are not asked again until they come back', async () => {
    const calls = make()
    const { begun, call, end } = control()
    const failure = expect(calls.ask('dead', call('dead'))).rejects.toThrow('dead has not answered within 1000 ms')
    await vi.advanceTimersByTimeAsync(1000)
    await failure
    await expect(calls.ask('dead', call('dead'))).rejects.toThrow('dead has not answered')
    expect(begun).toEqual(['dead'])
    await end('dead')
    expect(await calls.ask('dead', async () => 'alive')).toBe('alive')
  })

  test('run two at once, the others wait for their turn and not against their time', async () => {
    const calls = make()
    const { begun, call, end } = control()
    const answers = ['a', 'b', 'c'].map((key) => calls.ask(key, call(key)))
    await vi.advanceTimersByTimeAsync(900)
    expect(begun).toEqual(['a', 'b'])
    await end('a')
    expect(begun).toEqual(['a', 'b', 'c'])
    await end('b')
    await vi.advanceTimersByTimeAsync(900)
    await end('c')
    expect(await Promise.all(answers)).toEqual(['late', 'late', 'late'])
  })

  test('that hang keep their threads: when all do, the rest is refused until one comes back', async () => {
    const calls = make()
    const { begun, call, end } = control()
    const settled = Promise.allSettled(['a', 'b', 'c', 'd'].map((key) => calls.ask(key, call(key))))
    await vi.advanceTimersByTimeAsync(1000)
    expect((await settled).map(({ status }) => status)).toEqual(Array(4).fill('rejected'))
    expect(begun).toEqual(['a', 'b'])
    await expect(calls.ask('d', call('d'))).rejects.toThrow('d is not asked: 2 other calls hang')
    await end('b')
    for (const key of ['e', 'f']) void calls.ask(key, call(key))
    expect(begun).toEqual(['a', 'b', 'e'])
    await end('a')
    expect(begun).toEqual(['a', 'b', 'e', 'f'])
    await end('e')
    await end('f')
    for (const key of ['g', 'h', 'i']) void calls.ask(key, call(key))
    expect(begun.slice(4)).toEqual(['g', 'h'])
  })
})
