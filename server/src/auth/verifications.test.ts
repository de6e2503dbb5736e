import { beforeEach, expect, test } from 'vitest'
import { Verifications } from './verifications.ts'

let nowMs: number
let verifications: Verifications
beforeEach(() => {
  nowMs = 1000
  verifications = new Verifications(() => nowMs)
})

const required = expect.objectContaining({ code: 'verification_required' })
const spend = (token: string | undefined, userId = 'ann', purpose: 'reboot' | 'shutdown' = 'reboot') =>
  verifications.spend(token, userId, purpose)

test('is good once, and as often as wanted while it is only checked', () => {
  const token = verifications.give('ann', 'reboot')
  verifications.check(token, 'ann', 'reboot')
  verifications.check(token, 'ann', 'reboot')
  spend(token)
  expect(() => spend(token)).toThrow(required)
})

test('is of its user and its purpose, and a guess is none', () => {
  const token = verifications.give('ann', 'reboot')
  for (const attempt of [
    () => spend(token, 'bob'),
    () => spend(token, 'ann', 'shutdown'),
    () => spend(`${token}x`),
    () => spend(''),
    () => spend(undefined),
  ]) {
    expect(attempt).toThrow(required)
  }
  spend(token)
})

test('ends after 60 s', () => {
  const token = verifications.give('ann', 'reboot')
  nowMs += 59_999
  verifications.check(token, 'ann', 'reboot')
  nowMs += 1
  expect(() => spend(token)).toThrow(required)
})

test('ends with the next of the same user and purpose, and when the user is forgotten', () => {
  const [first, other] = [verifications.give('ann', 'reboot'), verifications.give('ann', 'shutdown')]
  const second = verifications.give('ann', 'reboot')
  expect(() => spend(first)).toThrow(required)
  spend(second)
  spend(other, 'ann', 'shutdown')
  const [third, bobs] = [verifications.give('ann', 'reboot'), verifications.give('bob', 'reboot')]
  verifications.forget('ann')
  expect(() => spend(third)).toThrow(required)
  spend(bobs, 'bob')
})
