import type { CpuTimes, CpuTimesByCore } from '../../sources/index.ts'

/** Percent 0–100 of the time between two readings; null while it is not known. */
export interface CpuShares {
  cpu_usage: number | null
  cpu_iowait: number | null
  cpu_steal: number | null
}

export interface CpuFigures extends CpuShares {
  cpu_cores: (number | null)[]
}

const unknown: CpuShares = { cpu_usage: null, cpu_iowait: null, cpu_steal: null }

/**
 * What all cores, or one, did between two readings. Waiting for a disk is not work, stolen time is: the machine had
 * something to do then. @see man 5 proc_stat
 */
export function cpuShares(previous: CpuTimes | undefined, current: CpuTimes): CpuShares {
  if (!previous) return unknown
  const total = current.total - previous.total
  // The kernel may move time from iowait to idle afterwards, so that iowait alone can shrink; their sum does not.
  const idle = current.idle + current.iowait - previous.idle - previous.iowait
  const steal = current.steal - previous.steal
  if (total <= 0 || idle < 0 || steal < 0 || idle + steal > total) return unknown
  const iowait = current.iowait - previous.iowait
  return {
    cpu_usage: (100 * (total - idle)) / total,
    cpu_iowait: iowait < 0 || iowait > idle ? null : (100 * iowait) / total,
    cpu_steal: (100 * steal) / total,
  }
}

/** Remembers the previous reading, and every core that there has been. */
export class CpuMeter {
  private previous: CpuTimesByCore | null = null
  private coresSeen: number[] = []

  update(current: CpuTimesByCore | null): CpuFigures {
    if (!current) return { ...unknown, cpu_cores: this.coresSeen.map(() => null) }
    const previous = this.previous
    this.previous = current
    this.meet(current.cores.keys())
    return {
      ...cpuShares(previous?.all, current.all),
      cpu_cores: this.coresSeen.map((core) => {
        const times = current.cores.get(core)
        return times ? cpuShares(previous?.cores.get(core), times).cpu_usage : null
      }),
    }
  }

  // A core that goes offline keeps its place, else the ones after it would look like others.
  private meet(cores: Iterable<number>): void {
    for (const core of cores) {
      if (this.coresSeen.includes(core)) continue
      this.coresSeen.push(core)
      this.coresSeen.sort((a, b) => a - b)
    }
  }
}
