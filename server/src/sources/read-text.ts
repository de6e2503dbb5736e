import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'

// A missing file is usual (no PSI), and asking first costs a third of catching the error.
const missing = new Set<string>()
// Those of processes have ever new names.
const mostMissing = 500

/**
 * The text of a file that answers from memory, such as most of procfs; null when it is not there or cannot be read.
 * It is opened each time: that costs 3 µs, and lxcfs may have mounted another one there since.
 */
export function readText(path: string): string | null {
  if (missing.has(path)) {
    if (!existsSync(path)) return null
    missing.delete(path)
  }
  try {
    return readFileSync(path, 'utf8')
  } catch {
    if (missing.size >= mostMissing) missing.clear()
    missing.add(path)
    return null
  }
}

/** The names in a folder; none when it is not there or cannot be read. */
export function listFolder(path: string): string[] {
  if (!existsSync(path)) return []
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

const buffer = Buffer.allocUnsafe(65_536)

/** The first 64 kB of a file that answers from memory and should be there: at half the cost of `readText`. @throws when it cannot be read */
export function readBrief(path: string): string {
  const fd = openSync(path, 'r')
  try {
    return buffer.toString('latin1', 0, readSync(fd, buffer, 0, buffer.length, 0))
  } finally {
    closeSync(fd)
  }
}
