// Counts the processes that a group forks, by the kernel's own trace point for new tasks: it misses none, however short
// its life, and costs nothing in between. Polling a group's list misses a `df` of 2 ms; strace slows down what it watches.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// CLONE_THREAD in linux/sched.h: such a task is a thread, not a process.
const threadFlag = 0x10000

/**
 * Begins to record; system-wide, in a trace instance and at a mount of its own.
 * @returns {{ clear(): void, forksOf(threadIds: readonly number[]): string[], stop(): void }}
 */
export function startForkTrace() {
  const mount = mkdtempSync(join(tmpdir(), 'zenith-bench-trace-'))
  try {
    execFileSync('mount', ['-t', 'tracefs', 'nodev', mount], { stdio: 'pipe' })
  } catch (err) {
    rmdirSync(mount)
    throw new Error(`forks cannot be counted, which takes root and a kernel with tracefs: ${err.message}`)
  }
  const instance = join(mount, 'instances', `zenith-bench-${process.pid}`)
  const write = (file, text) => writeFileSync(join(instance, file), text)
  const stop = () => {
    rmdirSync(instance)
    execFileSync('umount', [mount])
    rmdirSync(mount)
  }
  mkdirSync(instance)
  try {
    write('events/task/task_newtask/enable', '1')
  } catch (err) {
    stop()
    throw err
  }
  return {
    clear: () => write('trace', ''),
    forksOf: (threadIds) => forksIn(readFileSync(join(instance, 'trace'), 'utf8'), threadIds),
    stop,
  }
}

/**
 * The name of the forking process for each process that descends from the given threads.
 * @see events/task/task_newtask/format in tracefs
 */
function forksIn(trace, threadIds) {
  const members = new Set(threadIds)
  const forks = []
  const lines = trace.matchAll(/^\s*(.+)-(\d+)\s+\[\d+\].*task_newtask: pid=(\d+) .*clone_flags=([0-9a-f]+)/gm)
  for (const [, name, parent, child, flags] of lines) {
    if (!members.has(Number(parent))) continue
    members.add(Number(child))
    if ((Number.parseInt(flags, 16) & threadFlag) === 0) forks.push(name)
  }
  return forks
}
