import { close, openSync, read, type StatsFs, statfs } from 'node:fs'
import type { FilesystemSize, Machine, MachineRoots } from './machine.ts'
import { SlowCalls } from './slow-calls.ts'

// With three that hang a collection still ends within 3 s, and one thread of libuv's four is left to others.
const limits = { timeLimitMs: 1300, atOnce: 2, hanging: 3 }

// A value in sysfs that a sensor gives: a number and a line feed.
const valueBytes = 64

/** The machine that this process runs on, below the given roots. */
export function createMachine(roots: MachineRoots): Machine {
  const slowCalls = new SlowCalls(limits)
  const slowFiles = new SlowFiles()
  return {
    roots,
    monotonicMs: () => performance.now(),
    statfs: (path) => slowCalls.ask(path, () => askSize(path)),
    readSlowFile: (path) => slowCalls.ask(path, () => slowFiles.read(path)),
  }
}

function askSize(path: string): Promise<FilesystemSize> {
  return new Promise((resolve, reject) => {
    statfs(path, (err, size) => (err ? reject(err) : resolve(sizeOf(size))))
  })
}

/**
 * Blocks are counted in `frsize`, which Node tells from 24.15 on; before, only `bsize`, the preferred size of a
 * transfer. The kernel's own local file systems have one value for both, a FUSE file system may not.
 * @see man 3 statvfs
 */
export function sizeOf(size: StatsFs & { frsize?: number }): FilesystemSize {
  const blockBytes = size.frsize || size.bsize
  return { total: size.blocks * blockBytes, used: (size.blocks - size.bfree) * blockBytes }
}

/** Files that are read on another thread, kept open: opening and closing each time costs three times as much. */
class SlowFiles {
  private readonly open = new Map<string, number>()

  async read(path: string): Promise<string> {
    const fd = this.open.get(path) ?? openSync(path, 'r')
    this.open.set(path, fd)
    try {
      return await readValue(fd)
    } catch (err) {
      // Of a device that is gone; the same path may be another's by now.
      this.open.delete(path)
      close(fd, () => {})
      throw err
    }
  }
}

function readValue(fd: number): Promise<string> {
  const buffer = Buffer.allocUnsafe(valueBytes)
  return new Promise((resolve, reject) => {
    read(fd, buffer, 0, valueBytes, 0, (err, count) =>
      err ? reject(err) : resolve(buffer.toString('latin1', 0, count)),
    )
  })
}
