import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'

/** The text of a small file; null when it is not there or cannot be read. */
export function readText(path: string): string | null {
  if (!existsSync(path)) return null
  try {
    return readFileSync(path, 'utf8')
  } catch {
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

/**
 * A file of procfs that is read again and again. It stays open: the kernel writes its content anew for each read from
 * the beginning, and opening it costs more than reading it.
 */
export class KernelFile {
  private fd: number | undefined
  private buffer = Buffer.allocUnsafeSlow(4096)
  private isUnsupported = false

  constructor(private readonly path: string) {}

  /** What it says now; null when it is not there or cannot be read. It does not wait: for files that answer from memory. */
  read(): string | null {
    if (this.isUnsupported) return null
    // A file that was open may belong to a file system that has been mounted anew (lxcfs): opened again, it answers.
    const wasOpen = this.fd !== undefined
    const text = this.tryRead()
    return text === null && wasOpen ? this.tryRead() : text
  }

  private tryRead(): string | null {
    try {
      if (this.fd === undefined) {
        if (!existsSync(this.path)) return null
        this.fd = openSync(this.path, 'r')
      }
      return this.readAll(this.fd)
    } catch (err) {
      this.close()
      // A kernel that has the file, but started with the feature off (psi=0), will not change its mind.
      this.isUnsupported = ['ENOTSUP', 'EOPNOTSUPP'].includes((err as NodeJS.ErrnoException).code ?? '')
      return null
    }
  }

  // A read gives at most what the kernel has ready, a page of records for some files: read until there is no more.
  private readAll(fd: number): string {
    let length = 0
    for (;;) {
      if (length === this.buffer.length) this.buffer = Buffer.concat([this.buffer], 2 * length)
      const count = readSync(fd, this.buffer, length, this.buffer.length - length, length)
      if (count === 0) return this.buffer.toString('utf8', 0, length)
      length += count
    }
  }

  private close(): void {
    if (this.fd === undefined) return
    const fd = this.fd
    this.fd = undefined
    try {
      closeSync(fd)
    } catch {
      // It is given up either way.
    }
  }
}
