import { readText } from './read-text.ts'

/** What a process and its children use. */
export interface ProcessTree {
  /** CPU time in milliseconds, of those that have ended too. */
  cpuMs: number
  /** Bytes: what each has for itself, and once what they share. */
  memoryBytes: number
}

// The kernel gives times in ticks of 10 ms whatever its own clock (USER_HZ).
const msPerTick = 10

/** Measures a process of this machine and those that it started; null when it is gone or the kernel does not tell. */
export function measureProcessTree(pid: number): ProcessTree | null {
  const children = readText(`/proc/${pid}/task/${pid}/children`)
  const own = timesOf(pid)
  if (children === null || own === null) return null
  const pids = [pid, ...children.trim().split(' ').filter(Boolean).map(Number)]
  const memory = pids.map(memoryOf)
  const most = (name: 'RssShmem' | 'RssFile') => Math.max(...memory.map((fields) => fields[name]))
  return {
    cpuMs: own.ended + pids.reduce((sum, one) => sum + (timesOf(one)?.own ?? 0), 0),
    memoryBytes: memory.reduce((sum, { RssAnon }) => sum + RssAnon, 0) + most('RssShmem') + most('RssFile'),
  }
}

/** @see man 5 proc_pid_stat: utime, stime, and cutime, cstime of the children that were waited for */
function timesOf(pid: number): { own: number; ended: number } | null {
  const stat = readText(`/proc/${pid}/stat`)
  if (stat === null) return null
  // The name, in brackets, may hold anything.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11, 15)
  return { own: (user + system) * msPerTick, ended: (childrenUser + childrenSystem) * msPerTick }
}

function memoryOf(pid: number) {
  const status = readText(`/proc/${pid}/status`) ?? ''
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024
  return { RssAnon: bytes('RssAnon'), RssShmem: bytes('RssShmem'), RssFile: bytes('RssFile') }
}
