import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  type ContainerFiles,
  DockerEngine,
  EngineError,
  findContainerFiles,
  type Machine,
  parseMemory,
  readContainerFiles,
  readMemoryLimit,
  readText,
} from '../../sources/index.ts'
import { statsSchema } from './answers.ts'
import type { KnownContainer } from './containers.ts'
import { type Reading, readingOf, type Usage, usageBetween } from './usage.ts'

// Reading is synchronous, for that costs least: others get their turn this often.
const turnMs = 2
// An engine that answers slowly is asked for no longer; the next tick begins with those left out.
const deadlineMs = 9000

interface Found {
  container: KnownContainer
  /** null: they are not to be seen here. */
  files: ContainerFiles | null
  memoryLimit: number
}

/** What containers use: from the kernel's own files where they can be read, else from the engine. */
export class UsageMeter {
  private readings = new Map<string, Reading>()
  private found = new Map<string, Found>()
  private firstAsked = 0

  constructor(
    private readonly machine: Machine,
    private readonly engine: DockerEngine,
  ) {}

  /** By the ids of the containers; those that do not run are left out. */
  async measure(containers: readonly KnownContainer[]): Promise<Map<string, Usage>> {
    const running = containers.filter(({ pid }) => pid > 0)
    const readings = new Map<string, Reading>()
    const unreadable: KnownContainer[] = []
    let turnStartedMs = performance.now()
    for (const container of running) {
      if (performance.now() - turnStartedMs > turnMs) {
        await nextTurn()
        turnStartedMs = performance.now()
      }
      const reading = this.readFiles(container)
      if (reading) readings.set(container.container_id, reading)
      else unreadable.push(container)
    }
    if (unreadable.length > 0) await this.ask(unreadable, readings)
    this.limitMemory(readings)
    return this.compare(containers, readings)
  }

  // Without a limit of its own a container may use what the machine has; some engines then tell a number past all memory.
  private limitMemory(readings: Map<string, Reading>): void {
    const { total } = parseMemory(readText(join(this.machine.roots.procfs, 'meminfo')) ?? '')
    for (const reading of readings.values()) {
      const limit = Math.min(reading.memoryLimit ?? Number.POSITIVE_INFINITY, total ?? Number.POSITIVE_INFINITY)
      if (reading.memoryUsage !== null) reading.memoryLimit = Number.isFinite(limit) ? limit : null
    }
  }

  private compare(containers: readonly KnownContainer[], readings: Map<string, Reading>): Map<string, Usage> {
    const usages = new Map<string, Usage>()
    for (const [id, reading] of readings) usages.set(id, usageBetween(this.readings.get(id), reading))
    const present = new Set(containers.map(({ container_id }) => container_id))
    // One that was not read this time keeps its reading: the next rate is over the longer time.
    for (const [id, reading] of this.readings) if (present.has(id) && !readings.has(id)) readings.set(id, reading)
    for (const id of this.found.keys()) if (!present.has(id)) this.found.delete(id)
    this.readings = readings
    return usages
  }

  private readFiles(container: KnownContainer): Reading | null {
    try {
      const { files, memoryLimit } = this.find(container)
      if (!files) return null
      const atMs = this.machine.monotonicMs()
      const counters = readContainerFiles(files, container.hasOwnNetwork)
      return { atMs, startedAt: container.started_at, machineCpuNs: null, cpus: 1, memoryLimit, ...counters }
    } catch {
      // It has just ended, or its files may not be read: the engine knows.
      return null
    }
  }

  // A container that changed is a new object: its files are looked for again, and its limit, which may be another one.
  private find(container: KnownContainer): Found {
    const kept = this.found.get(container.container_id)
    if (kept?.container === container) return kept
    const files = findContainerFiles(this.machine.roots, container.container_id, container.pid)
    const found = { container, files, memoryLimit: files ? readMemoryLimit(files) : 0 }
    this.found.set(container.container_id, found)
    return found
  }

  private async ask(containers: readonly KnownContainer[], readings: Map<string, Reading>): Promise<void> {
    const untilMs = this.machine.monotonicMs() + deadlineMs
    const first = this.firstAsked % containers.length
    const order = [...containers.slice(first), ...containers.slice(0, first)]
    const queue = order.values()
    const askInTurn = async () => {
      for (const container of queue) {
        const reading = await this.askFor(container)
        if (reading) readings.set(container.container_id, reading)
        this.firstAsked += 1
        if (this.machine.monotonicMs() > untilMs) return
      }
    }
    this.firstAsked = first
    await Promise.all(Array.from({ length: DockerEngine.mostAtOnce }, askInTurn))
  }

  private async askFor({ container_id, started_at, hasOwnNetwork }: KnownContainer): Promise<Reading | null> {
    try {
      const stats = await this.engine.get(this.engine.statsPath(container_id), statsSchema)
      return { atMs: this.machine.monotonicMs(), startedAt: started_at, ...readingOf(stats, hasOwnNetwork) }
    } catch (error) {
      // One that is just being removed, or does not answer in time, costs its own figures only.
      if (error instanceof EngineError) return null
      throw error
    }
  }
}
