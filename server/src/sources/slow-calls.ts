export interface SlowCallLimits {
  timeLimitMs: number
  /** How many may be under way, those that hang included, of libuv's four: files, DNS and argon2 need one too. */
  threads: number
}

/**
 * Calls that the kernel may never answer (a dead disk, a stuck bus), each on a thread of libuv's pool. Each has a time
 * limit, and one that hangs is not asked again until it has come back. While all threads hang, nothing is asked.
 */
export class SlowCalls {
  private readonly asked = new Map<string, Promise<unknown>>()
  private readonly waiting: { start(): void; refuse(): void }[] = []
  private running = 0
  private hanging = 0

  constructor(private readonly limits: SlowCallLimits) {}

  /**
   * The answer of `call`. Whoever asks for the same `key` meanwhile shares it: after the time limit, its failure.
   * `key` belongs to one type of answer.
   */
  ask<Value>(key: string, call: () => Promise<Value>): Promise<Value> {
    const asked = this.asked.get(key)
    if (asked) return asked as Promise<Value>
    const answer = new Promise<Value>((resolve, reject) => {
      this.waiting.push({
        start: () => this.start(key, call, resolve, reject),
        refuse: () => {
          this.asked.delete(key)
          reject(new Error(`${key} is not asked: ${this.hanging} other calls hang`))
        },
      })
    })
    this.asked.set(key, answer)
    this.startWaiting()
    return answer
  }

  private start<Value>(
    key: string,
    call: () => Promise<Value>,
    resolve: (value: Value) => void,
    reject: (err: unknown) => void,
  ): void {
    let hangs = false
    this.running += 1
    const timer = setTimeout(() => {
      hangs = true
      this.running -= 1
      this.hanging += 1
      reject(new Error(`${key} has not answered within ${this.limits.timeLimitMs} ms`))
      this.startWaiting()
    }, this.limits.timeLimitMs)
    const end = () => {
      clearTimeout(timer)
      if (hangs) this.hanging -= 1
      else this.running -= 1
      this.asked.delete(key)
      this.startWaiting()
    }
    call().then(
      (value) => {
        end()
        resolve(value)
      },
      (err: unknown) => {
        end()
        reject(err)
      },
    )
  }

  private startWaiting(): void {
    const { threads } = this.limits
    while (this.waiting.length > 0 && this.running + this.hanging < threads) this.waiting.shift()?.start()
    if (this.hanging >= threads) for (const { refuse } of this.waiting.splice(0)) refuse()
  }
}
