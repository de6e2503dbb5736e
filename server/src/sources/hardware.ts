import { Worker } from 'node:worker_threads'
import type { Hardware } from '@home-zenith/contract'

// Asking takes a tenth of a second; a machine with dead disks may take for ever.
const timeLimitMs = 60_000

/**
 * Asks systeminformation, on a thread that ends with the answer: it starts programs, waits for some of them, and would
 * keep 7 MB.
 * @param program the built `read-hardware.ts`
 */
export function readHardware(program: string): Promise<Hardware> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program)
    const timer = setTimeout(() => reject(new Error(`no answer within ${timeLimitMs} ms`)), timeLimitMs)
    // A start that is stopped again at once does not wait for it.
    timer.unref()
    worker.unref()
    worker
      .on('message', resolve)
      .on('error', reject)
      .on('exit', () => {
        clearTimeout(timer)
        reject(new Error('it ended without an answer'))
      })
  })
}
