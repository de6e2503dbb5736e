// A disk of its own for what is measured: ext4 in a file, whose block device counts all that reaches it, and nothing else's.
import { execFileSync } from 'node:child_process'
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const defaultBytes = 4e9
// Of /sys/block/…/stat, whatever the device's own are: Documentation/block/stat.rst.
const sectorBytes = 512

/**
 * @param {string} folder where its file and its mount point are made
 * @param {number} sizeBytes
 * @returns {{ path: string, writtenBytes(): number, remove(): void }} `writtenBytes` brings to the device what waits in memory
 */
export function mountDisk(folder, name, sizeBytes = defaultBytes) {
  const file = join(folder, `${name}.img`)
  const path = join(folder, name)
  const descriptor = openSync(file, 'w')
  ftruncateSync(descriptor, sizeBytes)
  closeSync(descriptor)
  mkdirSync(path)
  // Else ext4 writes its tables in the first minutes after the mount.
  execFileSync('mkfs.ext4', ['-q', '-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0', file])
  const device = execFileSync('losetup', ['--find', '--show', file], { encoding: 'utf8' }).trim()
  const release = () => execFileSync('losetup', ['--detach', device])
  try {
    execFileSync('mount', ['-t', 'ext4', device, path])
  } catch (err) {
    release()
    throw err
  }
  return {
    path,
    writtenBytes() {
      execFileSync('sync', ['--file-system', path])
      const fields = readFileSync(`/sys/block/${device.slice('/dev/'.length)}/stat`, 'utf8')
        .trim()
        .split(/\s+/)
      return Number(fields[6]) * sectorBytes
    },
    remove() {
      execFileSync('umount', [path])
      release()
      rmSync(file)
    },
  }
}
