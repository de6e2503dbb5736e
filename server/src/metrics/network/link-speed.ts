import { join } from 'node:path'
import type { Machine } from '../../sources/index.ts'

// The driver is asked, some over a bus: not more often than a person plugs a cable.
const keptMs = 60_000
const bytesPerMegabit = 125_000

/** The speeds of links in bytes per second, as the drivers tell them. */
export class LinkSpeedMeter {
  private readonly kept = new Map<string, { speed: number | null; readMs: number }>()

  constructor(private readonly machine: Machine) {}

  /** By the identity of each interface; null where it is not known. */
  async measure(interfaces: readonly { name: string; identity: string }[]): Promise<Map<string, number | null>> {
    const nowMs = this.machine.monotonicMs()
    const present = new Set(interfaces.map(({ identity }) => identity))
    for (const identity of this.kept.keys()) if (!present.has(identity)) this.kept.delete(identity)
    const due = interfaces.filter(({ identity }) => nowMs - (this.kept.get(identity)?.readMs ?? -keptMs) >= keptMs)
    await Promise.all(
      due.map(async ({ name, identity }) => this.kept.set(identity, { speed: await this.read(name), readMs: nowMs })),
    )
    return new Map([...this.kept].map(([identity, { speed }]) => [identity, speed]))
  }

  // A link that is down, a radio and most virtual ones fail to be read, or tell -1.
  private async read(name: string): Promise<number | null> {
    try {
      const megabits = Number(
        await this.machine.readSlowFile(join(this.machine.roots.sysfs, 'class/net', name, 'speed')),
      )
      return megabits > 0 ? megabits * bytesPerMegabit : null
    } catch {
      return null
    }
  }
}
