import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from '../platform/logger.ts'
import { writePrivateFile } from '../platform/write-private-file.ts'
import { type Order, orderSchema } from './order.ts'

const waitingIn = (dataDir: string) => join(dataDir, 'power-waiting.json')
const begunIn = (dataDir: string) => join(dataDir, 'power-begun.json')

/**
 * The waiting action as a file below DATA_DIR. Who takes the file away decides what happens: the server when the moment
 * has come, or `zenith power cancel`. The file system lets only one of them.
 *
 * A disk that is full or has become read-only holds off no reboot: it may be why it is wanted.
 */
export class OrderFile {
  private isKept = false

  constructor(
    private readonly dataDir: string,
    private readonly log: Logger,
  ) {}

  put(order: Order): void {
    this.isKept = this.attempt(() => writePrivateFile(waitingIn(this.dataDir), `${JSON.stringify(order)}\n`))
  }

  /** Whether it was taken away by the command line. */
  get isGone(): boolean {
    return this.isKept && !existsSync(waitingIn(this.dataDir))
  }

  /** Makes what waits what has begun. @returns false when it was cancelled */
  begin(): boolean {
    if (!this.isKept) return true
    this.isKept = false
    try {
      renameSync(waitingIn(this.dataDir), begunIn(this.dataDir))
      return true
    } catch (err) {
      this.log.warn({ err }, 'power: the file of what waited cannot be moved')
      return (err as NodeJS.ErrnoException).code !== 'ENOENT'
    }
  }

  takeBack(): void {
    this.isKept = false
    this.attempt(() => rmSync(waitingIn(this.dataDir), { force: true }))
  }

  end(): void {
    this.attempt(() => rmSync(begunIn(this.dataDir), { force: true }))
  }

  /** What a server before this one has left. */
  leftovers(): { waiting: Order | null; begun: Order | null } {
    const read = (path: string) => {
      let order: Order | null = null
      this.attempt(() => (order = readOrder(path)))
      return order
    }
    return { waiting: read(waitingIn(this.dataDir)), begun: read(begunIn(this.dataDir)) }
  }

  private attempt(change: () => void): boolean {
    try {
      change()
      return true
    } catch (err) {
      this.log.warn({ err }, 'power: DATA_DIR cannot be used; "zenith power cancel" may not work')
      return false
    }
  }
}

/**
 * Cancels what waits for its moment, from outside of the server: whoever may change DATA_DIR may.
 * @returns what was cancelled; null when nothing waits
 * @throws when the folder may not be changed
 */
export function cancelWaiting(dataDir: string): Order | null {
  const path = waitingIn(dataDir)
  const order = readOrder(path)
  if (order === null) return null
  try {
    rmSync(path)
  } catch (err) {
    // The server took it: its moment has come.
    if ((err as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw err
  }
  // Left by a server that was killed, its moment has passed without it.
  return Date.parse(order.execute_at) > Date.now() ? order : null
}

function readOrder(path: string): Order | null {
  if (!existsSync(path)) return null
  return orderSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
}
