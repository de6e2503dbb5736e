import type { SystemSample } from '@home-zenith/contract'
import type { Memory } from '../../sources/index.ts'

export type MemoryFigures = Pick<SystemSample, 'memory_used' | 'memory_total' | 'swap_used' | 'swap_total'>

/**
 * Bytes. A kernel that does not tell MemAvailable (before 3.14, some containers) has no memory in use that could be
 * compared with others': null. Without swap there is none to be used: both null.
 */
export function memoryFigures(memory: Memory | null): MemoryFigures {
  const { total, available, swapTotal, swapFree } = memory ?? nothing
  return {
    memory_used: difference(total, available),
    memory_total: total,
    swap_used: swapTotal ? difference(swapTotal, swapFree) : null,
    swap_total: swapTotal || null,
  }
}

const nothing: Memory = { total: null, available: null, swapTotal: null, swapFree: null }

// The two are read one after the other, and a container's are counted by different parties: never below zero.
function difference(total: number | null, free: number | null): number | null {
  return total === null || free === null || free > total ? null : total - free
}
