import type { ServerInfo } from '@home-zenith/contract'
import { measureProcessTree } from '../sources/index.ts'

interface Reading {
  atMs: number
  cpuMs: number | null
}

// A percentage over less would be of single ticks of the kernel's clock.
const windowMs = 60_000
const leastMs = 1000

/** What this server and its embedded database use of the machine: CPU in percent of one core over about a minute, memory in bytes. */
export class SelfMeter {
  private older: Reading
  private newer: Reading

  /** @param databasePid the embedded database's first process; null without one, undefined while it is away */
  constructor(
    private readonly databasePid: () => number | null | undefined,
    private readonly monotonicMs: () => number,
  ) {
    this.older = this.newer = this.read().reading
  }

  measure(): Pick<ServerInfo['self'], 'cpu_usage' | 'memory_used'> {
    const { reading, memoryBytes } = this.read()
    const elapsedMs = reading.atMs - this.older.atMs
    const used = reading.cpuMs === null || this.older.cpuMs === null ? null : reading.cpuMs - this.older.cpuMs
    if (reading.atMs - this.newer.atMs >= windowMs) {
      this.older = this.newer
      this.newer = reading
    }
    // A database that was started anew counts from nothing.
    const isKnown = used !== null && used >= 0 && elapsedMs >= leastMs
    return { cpu_usage: isKnown ? (used / elapsedMs) * 100 : null, memory_used: memoryBytes }
  }

  private read(): { reading: Reading; memoryBytes: number | null } {
    const atMs = this.monotonicMs()
    const { user, system } = process.cpuUsage()
    const cpuMs = (user + system) / 1000
    const memoryBytes = process.memoryUsage.rss()
    const pid = this.databasePid()
    if (pid === null) return { reading: { atMs, cpuMs }, memoryBytes }
    const database = pid === undefined ? null : measureProcessTree(pid)
    return {
      reading: { atMs, cpuMs: database && cpuMs + database.cpuMs },
      memoryBytes: database && memoryBytes + database.memoryBytes,
    }
  }
}
