// What a process and its descendants cost, read from /proc.
import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = 100

/** @returns {{ ppid: number, cpuMs: number, reapedFaults: number } | null} null when it is gone */
export function readProcess(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    // proc_pid_stat(5): ppid 4, cminflt 11, utime 14, stime 15, cutime 16, cstime 17; the first here is field 3.
    const number = (field) => Number(fields[field - 3])
    const ticks = number(14) + number(15) + number(16) + number(17)
    return { ppid: number(4), cpuMs: (ticks * 1000) / ticksPerSecond, reapedFaults: number(11) }
  } catch {
    return null
  }
}

/** A process and all its descendants. */
export function familyOf(root) {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
  const parents = new Map(pids.map((pid) => [pid, readProcess(pid)?.ppid]))
  const family = [root]
  for (const member of family) for (const [pid, ppid] of parents) if (ppid === member) family.push(pid)
  return family
}

/** Nanoseconds on a processor, all threads, as the scheduler counts them: finer than the ticks of `stat`. */
export function schedulerMs(pid) {
  let total = 0
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    total += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0])
  }
  return total / 1e6
}

/** Proportional set size in MB: shared pages counted once among those who share them. */
export function pssMb(pid) {
  const match = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))
  return Number(match?.[1]) / 1024
}
