/** What a core, or all of them, did since the start, in clock ticks (USER_HZ). */
export interface CpuTimes {
  /** All of it, guests counted once: the kernel has them in `user` and `nice` already. */
  total: number
  idle: number
  iowait: number
  steal: number
}

export interface CpuTimesByCore {
  all: CpuTimes
  /** By the core's number; a core that is offline is not there. */
  cores: Map<number, CpuTimes>
}

/**
 * The `cpu` lines of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal, guest, guest_nice.
 * @see man 5 proc_stat
 */
export function parseCpuTimes(stat: string): CpuTimesByCore | null {
  const end = stat.indexOf('\nintr')
  let all: CpuTimes | null = null
  const cores = new Map<number, CpuTimes>()
  for (const [, core, ticks] of stat.slice(0, end < 0 ? stat.length : end).matchAll(/^cpu(\d*) +([\d ]+)$/gm)) {
    const times = sumTicks((ticks ?? '').trim().split(' ').map(Number))
    if (core === '') all = times
    else cores.set(Number(core), times)
  }
  return all && { all, cores }
}

function sumTicks([
  user = 0,
  nice = 0,
  system = 0,
  idle = 0,
  iowait = 0,
  irq = 0,
  softirq = 0,
  steal = 0,
]: number[]): CpuTimes {
  return { total: user + nice + system + idle + iowait + irq + softirq + steal, idle, iowait, steal }
}
