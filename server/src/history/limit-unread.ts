import type { Request } from 'express'
import { ProblemError } from '../platform/problem.ts'

// Two or three of the longest answers.
const usualMostBytes = 48 * 2 ** 20

/** Takes note of an answer that is about to be sent. @throws 429 `too_many_requests` when too much is still to be taken */
export type LimitUnread = (request: Request, userId: string, bytes: number) => void

/** Bounds what each user has been answered and has not taken yet: an answer stays in memory until its client has read it. */
export function limitUnread(mostBytes = usualMostBytes): LimitUnread {
  const unread = new Map<string, number>()
  return ({ res }, userId, bytes) => {
    const before = unread.get(userId) ?? 0
    if (before > 0 && before + bytes > mostBytes) {
      const detail = `${before} bytes of histories are on their way to you already: read them first, or ask for less at once`
      throw new ProblemError('too_many_requests', detail, { headers: { 'Retry-After': '5' } })
    }
    // Who has gone away meanwhile takes nothing, and is not heard of again.
    if (!res || res.destroyed) return
    unread.set(userId, before + bytes)
    res.once('close', () => {
      const left = (unread.get(userId) ?? 0) - bytes
      if (left > 0) unread.set(userId, left)
      else unread.delete(userId)
    })
  }
}
