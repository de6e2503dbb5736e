import { EventEmitter } from 'node:events'
import type { Request } from 'express'
import { expect, test } from 'vitest'
import { limitUnread } from './limit-unread.ts'

test('who has not taken what was answered waits, and others do not', () => {
  const note = limitUnread(100)
  const ask = (user: string, bytes: number) => {
    const res = new EventEmitter()
    note({ res } as unknown as Request, user, bytes)
    return () => res.emit('close')
  }
  // One of any length is answered.
  const taken = ask('ann', 150)
  expect(() => ask('ann', 1)).toThrow(expect.objectContaining({ code: 'too_many_requests' }))
  ask('bob', 60)
  ask('bob', 40)
  expect(() => ask('bob', 1)).toThrow()
  taken()
  ask('ann', 100)
})
