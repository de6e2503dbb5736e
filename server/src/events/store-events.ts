import type { PrismaClient } from '../platform/database/index.ts'
import { correctStart } from './correct-start.ts'
import { describeStart, type PreviousRun } from './describe-start.ts'
import type { Note, StartNote } from './note.ts'

export interface EventTarget {
  prisma: PrismaClient
  hostId: number
  /** The metric table that tells when the last sample was taken. */
  table: string
}

/** Enters a note with all that it tells, at once; one that was entered already changes nothing. */
export async function storeNote(target: EventTarget, note: Note): Promise<void> {
  const { prisma, hostId } = target
  if (note.kind === 'clock_set') return correctStart(prisma, hostId, note)
  const events = note.kind === 'start' ? await eventsOfStart(target, note) : [note]
  await prisma.event.createMany({
    data: events.map((event) => ({ ...event, host_id: hostId })),
    skipDuplicates: true,
  })
}

async function eventsOfStart(target: EventTarget, note: StartNote) {
  const { prisma, hostId } = target
  const where = { host_id: hostId, kind: 'start', timestamp: new Date(note.timestamp) }
  // The answer to an earlier attempt was lost: by now it would take itself for the run before.
  if ((await prisma.event.count({ where })) > 0) return []
  return describeStart(note, await findPreviousRun(target, note))
}

async function findPreviousRun({ prisma, hostId, table }: EventTarget, note: StartNote): Promise<PreviousRun | null> {
  // By the order in which they were entered: a clock may have been set back.
  const last = (kind: string) => prisma.event.findFirst({ where: { host_id: hostId, kind }, orderBy: { id: 'desc' } })
  const [start, stop] = [await last('start'), await last('clean_stop')]
  if (!start) return null
  const [stored] = await prisma.$queryRawUnsafe<{ last: Date | null }[]>(
    `SELECT max(timestamp) AS last FROM ${table} WHERE host_id = $1::int4 AND timestamp <= $2::timestamptz`,
    hostId,
    note.timestamp,
  )
  const kept = [stored?.last?.getTime() ?? 0, note.spooled_until ? Date.parse(note.spooled_until) : 0]
  return {
    bootId: start.boot_id,
    startedMs: start.timestamp.getTime(),
    stoppedMs: stop && stop.id > start.id ? stop.timestamp.getTime() : null,
    lastSampleMs: Math.max(...kept) || null,
  }
}
