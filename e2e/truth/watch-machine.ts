import { execFileSync } from 'node:child_process'
import type { Samples } from '@home-zenith/contract'
import { io } from 'socket.io-client'
import { makeFolder, type RunningProgram, runServer, until, untilReady } from '../run-server.ts'

const account = { username: 'ann', email: 'ann@home.example', password: 'correct horse battery' }

export interface Watch {
  server: RunningProgram
  get<Answer>(path: string): Promise<Answer>
  /** The next samples of a family as they are pushed; what `reference` gives is taken at the same moment. */
  next<Family extends keyof Samples, Reference>(
    family: Family,
    count: number,
    reference: () => Reference,
  ): Promise<{ sample: Samples[Family]; reference: Reference }[]>
  end(): Promise<void>
}

/** Runs Home Zenith on this machine and asks it as a client. */
export async function watchMachine(): Promise<Watch> {
  const folder = makeFolder()
  const socketPath = String(process.env.DOCKER_HOST).replace('unix://', '')
  const server = await runServer(folder.path, { DOCKER_SOCKET: socketPath })
  await untilReady(server)
  const watch = await signUp(server, server.base)
  return {
    ...watch,
    async end() {
      await server.end('SIGTERM')
      folder.remove()
    },
  }
}

/** Makes the first account of a server, with the setup code when it asks from elsewhere. */
export async function signUp(server: RunningProgram, base: string, setupCode?: string): Promise<Watch> {
  const response = await fetch(`${base}/api/auth/register`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...account, ...(setupCode ? { setup_code: setupCode } : {}) }),
  })
  if (response.status !== 201) throw new Error(await response.text())
  const { access_token: token } = (await response.json()) as { access_token: string }
  return {
    server,
    async get<Answer>(path: string) {
      // The first sample of a family may be a moment away.
      const given = await until(async () => {
        const answer = await fetch(base + path, { headers: { Authorization: `Bearer ${token}` } })
        return answer.ok && ((await answer.json()) as Answer)
      }, server.output)
      return given as Answer
    },
    next(family, count, reference) {
      const socket = io(base, { auth: { token }, transports: ['websocket'], reconnection: false })
      type Sample = Samples[typeof family]
      const seen: { sample: Sample; reference: ReturnType<typeof reference> }[] = []
      return new Promise((resolve, reject) => {
        let isLatest = true
        socket.on('connect_error', reject)
        socket.on(family as string, (sample: Sample) => {
          const at = reference()
          // The first is the one from before.
          if (!isLatest) seen.push({ sample, reference: at })
          isLatest = false
          if (seen.length < count) return
          socket.disconnect()
          resolve(seen)
        })
      })
    },
    async end() {},
  }
}

export function run(program: string, ...args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8' })
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
