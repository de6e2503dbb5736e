import { writeSync } from 'node:fs'
import type { Logger } from './logger.ts'

/** Tells systemd how the service fares. Never throws. */
export type Notify = (state: 'READY=1' | 'STOPPING=1' | 'WATCHDOG=1') => void

/**
 * @param descriptor a connected datagram socket, on which a write is a message; null when nobody listens
 * @see man 3 sd_notify
 */
export function createNotifier(descriptor: number | null, log: Logger): Notify {
  let hasFailed = false
  return (state) => {
    if (descriptor === null) return
    try {
      writeSync(descriptor, state)
      hasFailed = false
    } catch (err) {
      // The next one will do: the watchdog waits for many times the interval of sampling.
      if (!hasFailed) log.warn({ err, state }, 'systemd does not take a notification')
      hasFailed = true
    }
  }
}
