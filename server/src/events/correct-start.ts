import type { PrismaClient } from '../platform/database/index.ts'
import type { ClockNote } from './note.ts'
import { sayDuration } from './say-duration.ts'

/**
 * Moves a start, and the reboot that it ended, to the time at which they were by the clock that is right now, and says
 * anew how long the server was away. Done twice, it is done once.
 */
export async function correctStart(prisma: PrismaClient, hostId: number, note: ClockNote): Promise<void> {
  const last = (kinds: string[], id: { gt?: number; lt: number }) =>
    prisma.event.findFirst({ where: { host_id: hostId, kind: { in: kinds }, id }, orderBy: { id: 'desc' } })
  const start = await prisma.event.findFirst({
    where: { host_id: hostId, kind: 'start', timestamp: new Date(note.start) },
  })
  if (!start) return
  const stop = await last(['clean_stop', 'unclean_stop'], { lt: start.id })
  const reboot = stop && (await last(['reboot'], { gt: stop.id, lt: start.id }))
  const corrected = new Date(start.timestamp.getTime() + note.forward_ms)
  const awayMs = stop ? corrected.getTime() - stop.timestamp.getTime() : -1
  const sayAnew = (message: string) =>
    message.replace(/( after [^:]*)?$/, awayMs >= 0 ? ` after ${sayDuration(awayMs)}` : '')
  const correct = ({ id, message }: { id: number; message: string }, moved: { timestamp: Date } | { until: Date }) =>
    prisma.event.update({ where: { id }, data: { ...moved, message: stop ? sayAnew(message) : message } })
  await prisma.$transaction([
    correct(start, { timestamp: corrected }),
    ...(reboot ? [correct(reboot, { until: corrected })] : []),
  ])
}
