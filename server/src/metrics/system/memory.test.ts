import { describe, expect, test } from 'vitest'
import { parseMemory } from '../../sources/index.ts'
import { memoryFigures } from './memory.ts'

const figuresOf = (meminfo: string) => memoryFigures(parseMemory(meminfo))
const kB = 1024

describe('memory', () => {
  test('in use is what is not available', () => {
    const figures = figuresOf(
      'MemTotal: 1000 kB\nMemFree: 10 kB\nMemAvailable: 600 kB\nSwapTotal: 50 kB\nSwapFree: 20 kB\n',
    )
    expect(figures).toEqual({ memory_used: 400 * kB, memory_total: 1000 * kB, swap_used: 30 * kB, swap_total: 50 * kB })
  })

  test('in use is not known, and not guessed, when the kernel does not tell what is available', () => {
    const figures = figuresOf('MemTotal: 1000 kB\nMemFree: 10 kB\nCached: 500 kB\n')
    expect(figures).toMatchObject({ memory_used: null, memory_total: 1000 * kB })
  })

  test('a machine without swap has none in use', () => {
    const figures = figuresOf('MemTotal: 1000 kB\nMemAvailable: 600 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n')
    expect(figures).toMatchObject({ swap_used: null, swap_total: null })
  })

  test('swap that nobody uses is in use by 0 bytes', () => {
    expect(figuresOf('SwapTotal: 50 kB\nSwapFree: 50 kB\n')).toMatchObject({ swap_used: 0, swap_total: 50 * kB })
  })

  test('is never negative, when a container is told of more than it has', () => {
    expect(figuresOf('MemTotal: 1000 kB\nMemAvailable: 1001 kB\n').memory_used).toBeNull()
  })

  test('is not known from a file that is missing or says something else', () => {
    const nothing = { memory_used: null, memory_total: null, swap_used: null, swap_total: null }
    expect(memoryFigures(null)).toEqual(nothing)
    expect(figuresOf('')).toEqual(nothing)
    expect(figuresOf('MemTotal:\nMemAvailable: x kB\nMyMemTotal: 3 kB\n')).toEqual(nothing)
    expect(figuresOf('MemTotal: 99999999999999999999 kB\nSwapTotal: -4 kB\nSwapFree: 2 kB\n')).toEqual(nothing)
  })
})
