import { closeSync, openSync, read, type StatsFs, statfs, statfsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { uptime } from 'node:os'
import type { FilesystemSize, Machine, MachineRoots } from './machine.ts'
import { SlowCalls } from './slow-calls.ts'

// Three at once cost half of one after the other, for the threads stay awake. A collection may take 4 s.
const limits = { timeLimitMs: 1500, threads: 3 }

// What they tell is in memory, whatever their disk does; a FAT counts its free clusters, a ZFS pool may be suspended.
const promptTypes = new Set(['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'f2fs'])

// A value in sysfs that a sensor gives: a number and a line feed.
const valueBytes = 64

/** The machine that this process runs on, below the given roots. */
export function createMachine(roots: MachineRoots): Machine {
  const slowCalls = new SlowCalls(limits)
  async function statfsOf(path: string, type: string): Promise<FilesystemSize> {
    if (roots.rootfs !== '/') return slowCalls.ask(path, () => askSizeAndDevice(path))
    return promptTypes.has(type) ? sizeOf(statfsSync(path)) : slowCalls.ask(path, () => askSize(path))
  }
  return {
    roots,
    monotonicMs: () => performance.now(),
    bootMs: () => uptime() * 1000,
    statfs: statfsOf,
    readSlowFile: (path) => slowCalls.ask(path, () => readValue(path)),
  }
}

function askSize(path: string): Promise<FilesystemSize> {
  return new Promise((resolve, reject) => {
    statfs(path, (err, size) => (err ? reject(err) : resolve(sizeOf(size))))
  })
}

async function askSizeAndDevice(path: string): Promise<FilesystemSize> {
  const { dev } = await stat(path)
  return { ...(await askSize(path)), device: deviceNumbers(dev) }
}

/** As mountinfo writes them. @see man 3 makedev */
export function deviceNumbers(dev: number): string {
  return `${(dev >>> 8) & 0xfff}:${(dev & 0xff) | ((dev >>> 12) & 0xfff00)}`
}

/**
 * Blocks are counted in `frsize`, which only newer versions of Node tell; `bsize` is the preferred size of a transfer.
 * The kernel's own local file systems have one value for both, a FUSE file system may not.
 * @see man 3 statvfs
 */
export function sizeOf(size: StatsFs & { frsize?: number }): FilesystemSize {
  const blockBytes = size.frsize || size.bsize
  return {
    total: size.blocks * blockBytes,
    used: (size.blocks - size.bfree) * blockBytes,
    available: size.bavail * blockBytes,
    inodesTotal: size.files,
    inodesUsed: size.files - size.ffree,
  }
}

// Only the driver's answer is waited for on another thread: opening and closing ask nobody, and cost less here.
function readValue(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fd = openSync(path, 'r')
    const buffer = Buffer.allocUnsafe(valueBytes)
    read(fd, buffer, 0, valueBytes, 0, (err, count) => {
      closeSync(fd)
      if (err) reject(err)
      else resolve(buffer.toString('latin1', 0, count))
    })
  })
}
