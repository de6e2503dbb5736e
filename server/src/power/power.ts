import type { AuditAction, PowerAction, PowerEvent, PowerMode, PowerPending } from '@home-zenith/contract'
import type { AuditEntry, RecordAudit } from '../platform/audit.ts'
import type { Logger } from '../platform/logger.ts'
import { ProblemError } from '../platform/problem.ts'
import { within } from '../platform/within.ts'
import type { Order } from './order.ts'
import { OrderFile } from './order-file.ts'
import type { RunProgram } from './run-program.ts'
import { warnUsers } from './warn-users.ts'

export interface PowerOptions {
  mode: PowerMode
  dataDir: string
  /** Of this boot of the machine; null where the kernel tells none. */
  bootId: string | null
  run: RunProgram
  record: RecordAudit
  /** Tells every open page. */
  tell(event: PowerEvent): void
  /** Stores the samples taken so far. */
  flush(): Promise<void>
  log: Logger
}

export interface Wish {
  action: PowerAction
  delaySeconds: number
  reason: string | null
  /** The user's id, and name. */
  actor: string
  requestedBy: string
  address: string | undefined
}

/** Who cancels; nobody: the command line, or the server itself. */
interface Canceller {
  actor: string | null
  address?: string | undefined
}
const nobody: Canceller = { actor: null }
const onTheMachine = 'cancelled on the machine itself'

// logind does it, at our word; systemctl is not to ask for a password on a terminal that this process may have.
const commands = {
  reboot: ['systemctl', ['--no-ask-password', 'reboot']],
  shutdown: ['systemctl', ['--no-ask-password', 'poweroff']],
} as const satisfies Record<PowerAction, readonly [string, readonly string[]]>

const participles = { reboot: 'rebooted', shutdown: 'shut down' } as const satisfies Record<PowerAction, string>

// How soon a cancellation on the command line is seen.
const lookAgainMs = 250
// A machine that slept since, or a clock that was set: who wanted it then may not want it now.
const lateMs = 60_000
// What precedes the last step gets no longer: a database that hangs may be why it is wanted.
const preparationMs = 5000
// systemd gives a service 90 s to stop. A server that runs on after this is not going down.
const goingDownMs = 180_000

/** Reboot and shutdown: one at a time, from the wish to its last step. */
export class Power {
  private readonly file: OrderFile
  private readonly leftovers: ReturnType<OrderFile['leftovers']>
  private current: { order: Order; stage: 'entering' | 'scheduled' | 'begun' } | undefined
  private timer: NodeJS.Timeout | undefined
  private isClosed = false

  constructor(private readonly options: PowerOptions) {
    this.file = new OrderFile(options.dataDir, options.log)
    this.leftovers = this.file.leftovers()
  }

  /** What waits for its moment, or has begun. */
  get pending(): PowerPending | null {
    return this.current && this.current.stage !== 'entering' ? pendingOf(this.current.order) : null
  }

  /** What ended the boot before this one, when it was an action of ours. */
  get endedBootBefore(): PowerPending | null {
    const { begun } = this.leftovers
    return begun !== null && begun.boot_id !== this.options.bootId ? pendingOf(begun) : null
  }

  /** Tells the audit log what became of what the server before this one had left. */
  async settle(): Promise<void> {
    const { waiting, begun } = this.leftovers
    if (waiting) await this.options.record(entryOf(waiting, 'power_cancelled', { why: 'the server was ended before' }))
    this.file.takeBack()
    if (!begun) return
    const back_after_seconds = Math.round((Date.now() - Date.parse(begun.execute_at)) / 1000)
    await this.options.record(
      this.endedBootBefore
        ? entryOf(begun, 'power_done', { back_after_seconds })
        : entryOf(begun, 'power_failed', { why: 'the server was ended, but not the machine' }),
    )
    this.file.end()
  }

  /**
   * Begins the countdown.
   * @param spend ends the verification, as the last thing that can be in the way
   * @throws 409 `power_pending`, or what `spend` throws
   */
  async schedule(wish: Wish, spend: () => void): Promise<PowerPending> {
    if (this.current) {
      const { action, execute_at } = this.current.order
      throw new ProblemError('power_pending', `A ${action} is pending already, for ${execute_at}; cancel it first`)
    }
    // From here on nobody else comes in between.
    const current = { order: this.orderOf(wish), stage: 'entering' as 'entering' | 'scheduled' }
    this.current = current
    const by = { actor: wish.actor, address: wish.address }
    const { record } = this.options
    try {
      await record({ ...entryOf(current.order, 'power_scheduled', { delay_seconds: wish.delaySeconds }), ...by })
      try {
        spend()
      } catch (error) {
        await record({ ...entryOf(current.order, 'power_cancelled', { why: 'the verification ended' }), ...by })
        throw error
      }
    } catch (error) {
      this.current = undefined
      throw error
    }
    current.order = this.orderOf(wish)
    current.stage = 'scheduled'
    this.file.put(current.order)
    this.tell('scheduled', null)
    this.warn(`this machine will be ${participles[wish.action]} ${sayDelay(wish.delaySeconds)}`)
    this.wait(performance.now() + wish.delaySeconds * 1000)
    return pendingOf(current.order)
  }

  /** @returns false when nothing waits for its moment */
  async cancel(by: { actor: string; name: string; address: string | undefined }): Promise<boolean> {
    if (this.current?.stage !== 'scheduled') return false
    await this.giveUp(`cancelled by ${by.name}`, { actor: by.actor, address: by.address })
    return true
  }

  /** The server stops: what still waits is given up, for nothing would be there to do it, or to cancel it. */
  async close(): Promise<void> {
    this.isClosed = true
    clearTimeout(this.timer)
    if (this.current?.stage === 'scheduled') await this.giveUp('the server was stopped', nobody)
  }

  private wait(momentMs: number): void {
    if (this.isClosed) return void this.giveUp('the server was stopped', nobody)
    const leftMs = momentMs - performance.now()
    if (leftMs <= 0) return void this.begin()
    if (this.file.isGone) return void this.giveUp(onTheMachine, nobody)
    this.timer = setTimeout(() => this.wait(momentMs), Math.min(leftMs, lookAgainMs))
  }

  private async giveUp(message: string, by: Canceller): Promise<void> {
    const { current } = this
    if (!current) return
    clearTimeout(this.timer)
    this.file.takeBack()
    this.tell('cancelled', message)
    this.current = undefined
    this.warn(`this machine will not be ${participles[current.order.action]}`)
    await this.recordInTime({ ...entryOf(current.order, 'power_cancelled', { why: message }), ...by })
  }

  private async begin(): Promise<void> {
    const { current } = this
    const { mode, log, run, flush } = this.options
    if (!current) return
    const { order } = current
    if (Date.now() - Date.parse(order.execute_at) > lateMs) {
      return this.giveUp('its moment passed while the machine slept, or its clock was set', nobody)
    }
    if (!this.file.begin()) return this.giveUp(onTheMachine, nobody)
    current.stage = 'begun'
    this.tell('begun', null)
    log.warn({ order }, 'power: begins')
    await this.recordInTime(entryOf(order, 'power_begun'))
    await within(flush(), preparationMs).catch((err) =>
      log.warn({ err }, 'power: not all samples could be stored before'),
    )
    if (mode === 'dry-run') {
      this.file.end()
      this.current = undefined
      return
    }
    const [program, args] = commands[order.action]
    const { code, wasKilled, message } = await run(program, args)
    if (code !== 0 && !wasKilled) await this.fail(message)
    else if (!this.isClosed) this.timer = setTimeout(() => this.fail('the machine did not go down'), goingDownMs)
  }

  private async fail(why: string): Promise<void> {
    const { current } = this
    if (!current) return
    this.options.log.error({ why }, 'power: failed')
    this.tell('failed', why)
    this.current = undefined
    this.file.end()
    this.warn(`this machine could not be ${participles[current.order.action]}`)
    await this.recordInTime(entryOf(current.order, 'power_failed', { why }))
  }

  private orderOf({ action, delaySeconds, reason, actor, requestedBy }: Wish): Order {
    const { mode, bootId } = this.options
    const execute_at = new Date(Date.now() + delaySeconds * 1000).toISOString()
    return { action, mode, execute_at, requested_by: requestedBy, reason, actor, boot_id: bootId }
  }

  private tell(state: PowerEvent['state'], message: string | null): void {
    const { mode, tell } = this.options
    if (this.current) tell({ ...pendingOf(this.current.order), state, mode, message })
  }

  private warn(what: string): void {
    void warnUsers(what, this.options)
  }

  private async recordInTime(entry: AuditEntry): Promise<void> {
    const { record, log } = this.options
    await within(record(entry), preparationMs).catch((err) =>
      log.error({ err, entry }, 'power: the audit log could not be written'),
    )
  }
}

function pendingOf({ action, execute_at, requested_by, reason }: Order): PowerPending {
  return { action, execute_at, requested_by, reason }
}

function entryOf(order: Order, action: AuditAction, more: AuditEntry['detail'] = {}): AuditEntry {
  const { mode, reason, requested_by } = order
  return { actor: null, action, target: order.action, detail: { mode, reason, requested_by, ...more } }
}

function sayDelay(seconds: number): string {
  if (seconds === 0) return 'now'
  return seconds < 120 ? `in ${seconds} seconds` : `in ${Math.round(seconds / 60)} minutes`
}
