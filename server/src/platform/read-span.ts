import { momentToMs } from '@home-zenith/contract'
import { invalidQuery } from './problem.ts'

interface Span {
  from: Date | undefined
  to: Date | undefined
}

/** From when and until when a query asks, either of which may be left open. @throws 400 `invalid_request` for none */
export function readSpan({ from, to }: { from?: string | undefined; to?: string | undefined }): Span {
  const nowMs = Date.now()
  const read = (moment: string | undefined) => (moment === undefined ? undefined : new Date(momentToMs(moment, nowMs)))
  const span = { from: read(from), to: read(to) }
  if (span.from && span.to && span.from >= span.to) throw invalidQuery('from', 'is not before to')
  return span
}
