import { hash, needsRehash, verify } from 'argon2'

// OWASP's second choice of argon2id: 19 MiB, two passes, one lane; a Raspberry Pi 4 takes some 0.2 s for it.
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
// Each takes 19 MiB and a core: more at once would let strangers take the machine.
const mostAtOnce = 2

/** NFKC, so that the same password typed on different keyboards is the same. */
const normalise = (password: string) => password.normalize('NFKC')

export interface Passwords {
  hash(password: string): Promise<string>
  /** Takes the same time when there is no hash to compare with. */
  verify(hash: string | undefined, password: string): Promise<boolean>
  isOutdated(hash: string): boolean
}

export function createPasswords(): Passwords {
  const run = limitTo(mostAtOnce)
  let decoy: Promise<string> | undefined
  const hashPassword = (password: string) => run(() => hash(normalise(password), parameters))
  return {
    hash: hashPassword,
    async verify(known, password) {
      if (known === undefined) decoy ??= hashPassword('of nobody')
      const compared = known ?? (await decoy) ?? ''
      const matches = await run(() => verify(compared, normalise(password)))
      return matches && known !== undefined
    },
    isOutdated: (known) => needsRehash(known, parameters),
  }
}

function limitTo(most: number) {
  let running = 0
  const waiting: (() => void)[] = []
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    // Who waits is given the place of who goes: the count stays.
    if (running < most) running += 1
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
