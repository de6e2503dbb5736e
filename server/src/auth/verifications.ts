import type { VerificationPurpose } from '@home-zenith/contract'
import { ProblemError } from '../platform/problem.ts'
import { randomToken } from './random-token.ts'
import { areEqual } from './secrets.ts'

/** Seconds that a verification is good for. */
export const verificationSeconds = 60

/**
 * Proofs, given a moment ago, that it is the user who asks. Kept in memory alone: a restart ends them all, and what
 * they were for is asked anew. A new one ends the one before of the same user and purpose.
 */
export class Verifications {
  readonly #given = new Map<string, { token: string; endsMs: number }>()

  constructor(private readonly monotonicMs: () => number = () => performance.now()) {}

  give(userId: string, purpose: VerificationPurpose): string {
    for (const [key, { endsMs }] of this.#given) if (endsMs <= this.monotonicMs()) this.#given.delete(key)
    const token = randomToken()
    const endsMs = this.monotonicMs() + verificationSeconds * 1000
    this.#given.set(keyOf(userId, purpose), { token, endsMs })
    return token
  }

  /** Leaves it good. @throws 403 `verification_required` when it is not this user's for this purpose, was spent, or has ended */
  check(token: string | undefined, userId: string, purpose: VerificationPurpose): void {
    const given = this.#given.get(keyOf(userId, purpose))
    if (!given || token === undefined || given.endsMs <= this.monotonicMs() || !areEqual(token, given.token)) {
      throw new ProblemError(
        'verification_required',
        `Verify yourself for this first: POST /api/auth/verify with purpose "${purpose}", then send its verification_token within ${verificationSeconds} s`,
      )
    }
  }

  /** Checks it and ends it, in one go. @throws 403 as `check` does */
  spend(token: string | undefined, userId: string, purpose: VerificationPurpose): void {
    this.check(token, userId, purpose)
    this.#given.delete(keyOf(userId, purpose))
  }

  /** Ends all of a user's. */
  forget(userId: string): void {
    for (const key of this.#given.keys()) if (key.startsWith(`${userId} `)) this.#given.delete(key)
  }
}

const keyOf = (userId: string, purpose: VerificationPurpose) => `${userId} ${purpose}`
