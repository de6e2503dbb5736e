import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const program = fileURLToPath(new URL('../bin/zenith', import.meta.url))

export interface RunningProgram {
  readonly process: ChildProcess
  /** Plain HTTP on loopback. */
  readonly base: string
  readonly httpsPort: number
  /** What it has written so far, both streams. */
  output(): string
  /** Ends it with a signal and waits. @returns its exit code, null when a signal ended it */
  end(signal?: NodeJS.Signals): Promise<number | null>
}

export function makeFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'zenith-e2e-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Any port that is free now, on loopback. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

/** Runs the built program as a user does; `folder` is its working directory and has its data. */
export async function runServer(folder: string, environment: Record<string, string> = {}): Promise<RunningProgram> {
  const [port, httpsPort] = [await freePort(), await freePort()]
  const child = spawn(program, ['serve'], {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: String(port), HTTPS_PORT: String(httpsPort), ...environment },
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk))
  const ended = once(child, 'exit')
  return {
    process: child,
    base: `http://127.0.0.1:${environment.PORT ?? port}`,
    httpsPort,
    output: () => text,
    async end(signal = 'SIGTERM') {
      child.kill(signal)
      const [code] = await ended
      return code
    },
  }
}

/** Asks again until it gives something, or fails with what was written meanwhile. */
export async function until<Value>(
  ask: () => Promise<Value | undefined | false>,
  hint: () => string,
  limitMs = 30_000,
  pauseMs = 50,
): Promise<Value> {
  for (const endMs = Date.now() + limitMs; ; await delay(pauseMs)) {
    const given = await ask().catch(() => undefined)
    if (given) return given
    if (Date.now() > endMs) throw new Error(`waited ${limitMs} ms in vain; ${hint()}`)
  }
}

/** Waits until samples are stored, or until they cannot be. Asks below the limit of 300 requests a minute. */
export async function untilReady(server: RunningProgram, status: 200 | 503 = 200, limitMs = 60_000): Promise<void> {
  const ask = async () => (await fetch(`${server.base}/api/health/ready`)).status === status
  await until(ask, server.output, limitMs, 250)
}
