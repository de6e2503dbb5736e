import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Interruptions } from '@home-zenith/contract'
import { deviceNumbers, type MachineRoots, readText } from '../../sources/index.ts'

// Of dpkg and apt: held from the first question to the last script.
const lockFiles = [
  'var/lib/dpkg/lock-frontend',
  'var/lib/dpkg/lock',
  'var/lib/apt/lists/lock',
  'var/cache/apt/archives/lock',
]

/** The programs that install, remove or look for packages now; null where the kernel tells no locks. */
export function findPackageWork({ procfs, rootfs }: MachineRoots): Interruptions['package_work'] {
  const locks = readText(join(procfs, 'locks'))
  if (locks === null) return null
  const files = lockFiles.flatMap((path) => identify(join(rootfs, path)))
  const holders = parseLocks(locks).filter((lock) =>
    files.some(({ inode, device }) => inode === lock.inode && isSameDevice(device, lock.device)),
  )
  return [...new Set(holders.map(({ pid }) => pid))].map((pid) => ({
    pid,
    process: readText(join(procfs, String(pid), 'comm'))?.trim() || 'unknown',
  }))
}

interface FileIdentity {
  inode: string
  /** `major:minor` in decimal. */
  device: string
}

function identify(path: string): FileIdentity[] {
  const found = statSync(path, { throwIfNoEntry: false })
  return found ? [{ inode: String(found.ino), device: deviceNumbers(found.dev) }] : []
}

/** The write locks in `/proc/locks`. @see man 5 proc_locks */
function parseLocks(text: string): (FileIdentity & { pid: number })[] {
  const pattern = /^\d+: POSIX +\S+ +WRITE +(\d+) ([0-9a-f]+):([0-9a-f]+):(\d+) /gm
  return [...text.matchAll(pattern)].map(([, pid, major = '', minor = '', inode = '']) => ({
    pid: Number(pid),
    inode,
    device: `${Number.parseInt(major, 16)}:${Number.parseInt(minor, 16)}`,
  }))
}

// Where a file system has no device of its own (major 0), as btrfs and overlay, a file's is not the one that it is locked by.
function isSameDevice(one: string, other: string): boolean {
  return one === other || (one.startsWith('0:') && other.startsWith('0:'))
}
