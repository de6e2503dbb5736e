import { type EventKind, powerActionSchema } from '@home-zenith/contract'
import { z } from 'zod'

/** An event that is not entered yet. */
export interface NewEvent {
  kind: EventKind
  timestamp: string
  until: string | null
  message: string
  boot_id?: string | null
}

const startNoteSchema = z.object({
  kind: z.literal('start'),
  timestamp: z.iso.datetime(),
  boot_id: z.string().nullable(),
  /** The newest sample that waited on disk at the start. */
  spooled_until: z.iso.datetime().nullable(),
  /** What ended the boot before this one, when that was asked of Home Zenith. */
  ordered: z.object({ action: powerActionSchema, requested_by: z.string() }).nullable(),
})
/** A start: what it tells of the time before is found out when the database is there. */
export type StartNote = z.infer<typeof startNoteSchema>

const eventNoteSchema = z.object({
  kind: z.enum(['clean_stop', 'gap']),
  timestamp: z.iso.datetime(),
  until: z.iso.datetime().nullable(),
  message: z.string(),
})

const clockNoteSchema = z.object({
  kind: z.literal('clock_set'),
  /** As the start was noted. */
  start: z.iso.datetime(),
  forward_ms: z.number().positive(),
})
/** The clock was behind when this run started: what was told of its start is corrected. */
export type ClockNote = z.infer<typeof clockNoteSchema>

/** What the server notes, in order, to be entered when the database is there. */
export const noteSchema = z.discriminatedUnion('kind', [startNoteSchema, eventNoteSchema, clockNoteSchema])
export type Note = z.infer<typeof noteSchema>
