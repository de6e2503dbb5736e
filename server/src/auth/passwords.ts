import { hash, needsRehash, verify } from 'argon2'
import { ProblemError } from '../platform/problem.ts'

// OWASP's second choice of argon2id: 19 MiB, two passes, one lane; a Raspberry Pi 4 takes some 0.2 s for it.
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
// Each takes 19 MiB and a core: more at once would let strangers take the machine.
const mostAtOnce = 2

/** NFKC, so that the same password typed on different keyboards is the same. */
const normalise = (password: string) => password.normalize('NFKC')

export interface Passwords {
  /** @throws 429 `too_many_requests` while too many wait for theirs */
  hash(password: string): Promise<string>
  /** Takes the same time when there is no hash to compare with. @throws 429 as `hash` does */
  verify(hash: string | undefined, password: string): Promise<boolean>
  isOutdated(hash: string): boolean
}

export function createPasswords({ mostWaiting = 50 } = {}): Passwords {
  const run = limitTo(mostAtOnce, mostWaiting)
  let decoy: Promise<string> | undefined
  const hashPassword = (password: string) => run(() => hash(normalise(password), parameters))
  return {
    hash: hashPassword,
    async verify(known, password) {
      // Made whether or not it is needed: only the first check of all is slower, for whatever name.
      decoy ??= hashPassword('of nobody').catch((error: unknown) => {
        decoy = undefined
        throw error
      })
      const nobodys = await decoy
      const compared = known ?? nobodys
      const matches = await run(() => verify(compared, normalise(password)))
      return matches && known !== undefined
    },
    isOutdated: (known) => needsRehash(known, parameters),
  }
}

function limitTo(most: number, mostWaiting: number) {
  let running = 0
  const waiting: (() => void)[] = []
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    // Who waits is given the place of who goes: the count stays.
    if (running < most) running += 1
    else if (waiting.length >= mostWaiting) throw busy()
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}

function busy(): ProblemError {
  return new ProblemError('too_many_requests', 'Too many sign in at this moment; try again in 5 s', {
    headers: { 'Retry-After': '5' },
  })
}
