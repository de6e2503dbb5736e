import { join } from 'node:path'
import { type Machine, PhysicalDisks, parseDisks, readText } from '../../sources/index.ts'
import { type Rates, RateTracker } from '../rates.ts'

export interface DiskSpeed {
  disk_read_speed: number | null
  disk_write_speed: number | null
}

type DiskRates = Rates<'read' | 'written'>

/** Bytes per second of all physical disks together. */
export class DiskMeter {
  private readonly physical: PhysicalDisks
  private readonly tracker = new RateTracker<'read' | 'written'>(['read', 'written'])
  private readonly workedAtMs = new Map<string, number>()

  constructor(private readonly machine: Machine) {
    this.physical = new PhysicalDisks(machine.roots.sysfs)
  }

  update(): DiskSpeed {
    const text = readText(join(this.machine.roots.procfs, 'diskstats'))
    if (text === null) return { disk_read_speed: null, disk_write_speed: null }
    const nowMs = this.machine.monotonicMs()
    const rates = this.tracker.update(
      parseDisks(text, (name) => this.physical.has(name)),
      nowMs,
    )
    for (const [name, { read, written }] of rates) if (read !== 0 || written !== 0) this.workedAtMs.set(name, nowMs)
    return sumRates([...rates.values()])
  }

  /** When the disk last transferred anything, as far as is known, on the machine's monotonic clock. */
  lastWorkedMs(disk: string): number {
    return this.workedAtMs.get(disk) ?? Number.NEGATIVE_INFINITY
  }

  /** Looks up again which devices are disks. */
  rediscover(): void {
    this.physical.forget()
  }
}

/**
 * A disk without a rate (new, or its counters started anew) adds nothing to this one reading; only when no disk has
 * one is the sum unknown.
 */
export function sumRates(rates: readonly DiskRates[]): DiskSpeed {
  return {
    disk_read_speed: sumKnown(rates.map(({ read }) => read)),
    disk_write_speed: sumKnown(rates.map(({ written }) => written)),
  }
}

function sumKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
}
