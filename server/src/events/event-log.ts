import { readFileSync, rmSync } from 'node:fs'
import { isRefused } from '../platform/database/index.ts'
import type { Logger } from '../platform/logger.ts'
import { writePrivateFile } from '../platform/write-private-file.ts'
import { type Note, noteSchema } from './note.ts'
import { type EventTarget, storeNote } from './store-events.ts'

const retryMs = 30_000

/** Enters what happens in order; while the database is away, notes wait in a file and outlive a kill. */
export class EventLog {
  private readonly waiting: Note[]
  private target: EventTarget | undefined
  private entering: Promise<void> | undefined
  private retry: NodeJS.Timeout | undefined
  /** When this run was started, by its clock as far as that is known. */
  private started: string | undefined

  constructor(
    private readonly file: string,
    private readonly log: Logger,
  ) {
    this.waiting = readNotes(file, log)
  }

  /** From now on there is a database: enters what waits. @throws what the database says */
  async begin(target: EventTarget): Promise<void> {
    this.target = target
    await this.enter()
  }

  /** Notes an event, and enters it as soon as can be. Never rejects: what cannot be entered waits. */
  async note(note: Note): Promise<void> {
    if (note.kind === 'start') this.started = note.timestamp
    this.waiting.push(note)
    this.save()
    await this.enter().catch((err) => {
      this.log.debug({ err }, 'an event could not be entered; it waits')
      clearTimeout(this.retry)
      this.retry = setTimeout(() => void this.enter().catch(() => undefined), retryMs).unref()
    })
  }

  /** The clock was behind at the start, and has been set forward. */
  async correctStart(forwardMs: number): Promise<void> {
    const { started } = this
    if (started === undefined) return
    this.started = new Date(Date.parse(started) + forwardMs).toISOString()
    await this.note({ kind: 'clock_set', start: started, forward_ms: forwardMs })
  }

  private async enter(): Promise<void> {
    await this.entering?.catch(() => undefined)
    this.entering ??= this.enterAll().finally(() => (this.entering = undefined))
    await this.entering
  }

  private async enterAll(): Promise<void> {
    if (!this.target || this.waiting.length === 0) return
    for (let note = this.waiting[0]; note; note = this.waiting[0]) {
      await storeNote(this.target, note).catch((err) => {
        if (!isRefused(err)) throw err
        this.log.error({ err, note }, 'an event is refused for what it holds; it is dropped')
      })
      this.waiting.shift()
    }
    this.save()
  }

  private save(): void {
    try {
      if (this.waiting.length === 0) rmSync(this.file, { force: true })
      else writePrivateFile(this.file, JSON.stringify(this.waiting))
    } catch (err) {
      this.log.warn({ err, file: this.file }, 'events that wait for the database cannot be kept on disk')
    }
  }
}

function readNotes(file: string, log: Logger): Note[] {
  try {
    return noteSchema.array().parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code !== 'ENOENT')
      log.warn({ err, file }, 'events that waited for the database cannot be read; they are given up')
    return []
  }
}
