// A control group of one's own for what is measured: it counts the processor time of all that ever ran in it, children
// that are gone included, which no sum over /proc does.
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { pssMb } from './processes.mjs'

const root = '/sys/fs/cgroup'
const versions = [
  {
    isHere: () => existsSync(`${root}/cpuacct/cpuacct.usage`),
    base: `${root}/cpuacct`,
    threads: 'tasks',
    // Nanoseconds.
    cpuMs: (path) => Number(readFileSync(`${path}/cpuacct.usage`, 'utf8')) / 1e6,
  },
  {
    isHere: () => existsSync(`${root}/cgroup.controllers`),
    base: root,
    threads: 'cgroup.threads',
    // There without any controller enabled.
    cpuMs: (path) => Number(/^usage_usec (\d+)$/m.exec(readFileSync(`${path}/cpu.stat`, 'utf8'))?.[1]) / 1e3,
  },
]

const numbersIn = (path) => readFileSync(path, 'utf8').split('\n').filter(Boolean).map(Number)

/**
 * @typedef {object} Group
 * @property {(command: string[]) => string[]} enclose the command that runs `command` in the group from its first instruction on
 * @property {(pid: number) => void} adopt moves a process into it; what it has cost until then stays where it was
 * @property {() => number} cpuMs processor time of all that ran in it
 * @property {() => number[]} pids
 * @property {() => number[]} threadIds
 * @property {() => number} memoryMb proportional set size of its processes
 * @property {() => Promise<void>} remove kills what is left in it
 */

/** @returns {Group} */
export function makeGroup(name) {
  const version = versions.find(({ isHere }) => isHere())
  if (!version) throw new Error(`no control group file system with processor accounting at ${root}`)
  const path = `${version.base}/zenith-bench-${process.pid}-${name}`
  try {
    mkdirSync(path)
  } catch (err) {
    throw new Error(`the control group ${path} cannot be made (${err.code}): run the benchmark as root`)
  }
  const pids = () => numbersIn(`${path}/cgroup.procs`)
  return {
    enclose: (command) => ['sh', '-c', 'echo $$ >"$0" && exec "$@"', `${path}/cgroup.procs`, ...command],
    adopt: (pid) => writeFileSync(`${path}/cgroup.procs`, String(pid)),
    cpuMs: () => version.cpuMs(path),
    pids,
    threadIds: () => numbersIn(`${path}/${version.threads}`),
    memoryMb: () => pids().reduce((sum, pid) => sum + memoryOf(pid), 0),
    async remove() {
      for (let left = pids(); left.length > 0; left = pids()) {
        for (const pid of left) killIfThere(pid)
        await delay(50)
      }
      rmdirSync(path)
    },
  }
}

function memoryOf(pid) {
  try {
    return pssMb(pid)
  } catch {
    // It has gone since the list was read.
    return 0
  }
}

function killIfThere(pid) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (err) {
    if (err.code !== 'ESRCH') throw err
  }
}
