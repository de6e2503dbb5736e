import { Agent, type IncomingHttpHeaders, type IncomingMessage, type RequestOptions, request } from 'node:http'
import type { z } from 'zod'

/** The engine cannot be asked, or refuses. `status` is that of its answer, null when there was none. */
export class EngineError extends Error {
  override name = 'EngineError'

  constructor(
    readonly reason: 'not_found' | 'permission_denied' | 'unreachable',
    message: string,
    readonly status: number | null = null,
  ) {
    super(message)
  }
}

// A tick has 15 s; an engine under load should not get more of it.
const timeLimitMs = 2000
// Some 40,000 containers, listed. What speaks on without an end is no engine, and must not fill the memory.
const mostCharacters = 32 * 2 ** 20
const mostOfLine = 2 ** 20
// The newest version whose answers are known; an older engine is asked in its own.
const newestVersion = '1.51'
// The first that answers with a reading of the counters at once, without waiting for a second one.
const oneShotVersion = '1.41'

interface Answer {
  headers: IncomingHttpHeaders
  text: string
}

/** A client of the Docker Engine API, or of what speaks it, on a Unix socket. */
export class DockerEngine {
  static readonly mostAtOnce = 5
  private readonly agent = new Agent({ keepAlive: true, maxSockets: DockerEngine.mostAtOnce })
  private readonly waiting: (() => void)[] = []
  private running = 0
  private version: string | null = null

  constructor(private readonly socketPath: string) {}

  /** Whether it lives; it is asked in the version that it names. @throws EngineError */
  async ping(): Promise<void> {
    const named = await this.ask('/_ping').then(
      ({ headers }) => headers['api-version'],
      (error: EngineError) => {
        // A proxy that lets little through; what it refuses is told by the calls that matter.
        if (error.status === 404) return undefined
        throw error
      },
    )
    this.version = typeof named === 'string' ? older(named, newestVersion) : null
  }

  /** The JSON of an answer. At most five requests are under way at once, each for two seconds. @throws EngineError */
  async get<Value>(path: string, schema: z.ZodType<Value>): Promise<Value> {
    const { text } = await this.ask(this.versioned(path))
    try {
      return schema.parse(JSON.parse(text))
    } catch (error) {
      throw new EngineError('unreachable', `the answer to ${path} is not the engine's: ${error}`)
    }
  }

  /** The path of a container's statistics. */
  statsPath(id: string): string {
    const isOneShot = this.version !== null && older(this.version, oneShotVersion) === oneShotVersion
    return `/containers/${id}/stats?stream=false${isOneShot ? '&one-shot=true' : ''}`
  }

  /** Hands on each line of an answer that does not end. @returns what ends it; `onEnd` is called however it ends */
  watch(path: string, on: { open(): void; line(text: string): void; end(): void }): () => void {
    const asked = request({ ...this.target(this.versioned(path)), agent: false })
    asked.on('response', (response) => {
      if (response.statusCode !== 200) return void asked.destroy()
      on.open()
      let rest = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n')
        rest = lines.pop() ?? ''
        if (rest.length > mostOfLine) return void asked.destroy()
        for (const line of lines) if (line.trim() !== '') on.line(line)
      })
      // An answer that breaks off tells it here alone.
      response.on('error', () => asked.destroy())
    })
    asked.on('error', () => undefined).on('close', () => on.end())
    asked.end()
    return () => void asked.destroy()
  }

  close(): void {
    this.agent.destroy()
  }

  private async ask(path: string): Promise<Answer> {
    if (this.running >= DockerEngine.mostAtOnce) await new Promise<void>((resolve) => this.waiting.push(resolve))
    this.running += 1
    try {
      return await this.send(path, false)
    } finally {
      this.running -= 1
      this.waiting.shift()?.()
    }
  }

  private send(path: string, isRetry: boolean): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = request({ ...this.target(path), agent: this.agent }, (response) => {
        readBody(response).then((text) => {
          clearTimeout(timer)
          const status = response.statusCode ?? 0
          if (status < 300) resolve({ headers: response.headers, text })
          else reject(refusal(path, status, text))
        }, fail)
      })
      const timer = setTimeout(() => asked.destroy(new Error(`no answer within ${timeLimitMs} ms`)), timeLimitMs)
      let hasFailed = false
      const fail = (error: NodeJS.ErrnoException) => {
        if (hasFailed) return
        hasFailed = true
        clearTimeout(timer)
        // The engine may have closed a connection that was kept, as when it was restarted.
        const isGone = asked.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
        if (isGone && !isRetry) this.send(path, true).then(resolve, reject)
        else reject(failure(path, error))
      }
      asked.on('error', fail)
      asked.end()
    })
  }

  private target(path: string): RequestOptions {
    return { socketPath: this.socketPath, path, headers: { Host: 'docker' } }
  }

  private versioned(path: string): string {
    return this.version === null ? path : `/v${this.version}${path}`
  }
}

function readBody(response: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      if (text.length > mostCharacters)
        response.destroy(new Error(`an answer of more than ${mostCharacters} characters`))
    })
    response.on('end', () => resolve(text)).on('error', reject)
  })
}

function refusal(path: string, status: number, text: string): EngineError {
  const reason = status === 401 || status === 403 ? 'permission_denied' : 'unreachable'
  return new EngineError(reason, `${path}: ${status} ${text.slice(0, 200)}`, status)
}

function failure(path: string, error: NodeJS.ErrnoException): EngineError {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return new EngineError('not_found', error.message)
  if (error.code === 'EACCES' || error.code === 'EPERM') return new EngineError('permission_denied', error.message)
  return new EngineError('unreachable', `${path}: ${error.message}`)
}

/** The older of two versions of the API, such as `1.9` and `1.41`. */
function older(one: string, other: string): string {
  const [[major = 0, minor = 0] = [], [otherMajor = 0, otherMinor = 0] = []] = [one, other].map((version) =>
    version.split('.').map(Number),
  )
  return (major - otherMajor || minor - otherMinor) < 0 ? one : other
}
