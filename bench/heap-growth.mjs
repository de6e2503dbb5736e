// Whether sampling keeps what it has read: an hour of ticks, one after the other, against the real machine.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'

/**
 * @returns {Promise<{ growthBytes: number, beginBytes: number, endBytes: number, seconds: number,
 *   collections: Record<string, { done: number, failed: number }> }>} heap after garbage collection, at 10 % and at 100 %
 */
export async function measureHeapGrowth(dockerSocket, signal) {
  const folder = mkdtempSync(join(tmpdir(), 'zenith-bench-'))
  const outfile = join(folder, 'hour-of-ticks.mjs')
  try {
    await build({
      entryPoints: [fileURLToPath(new URL('hour-of-ticks.mjs', import.meta.url))],
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node20.19',
      format: 'esm',
      logLevel: 'warning',
      banner: {
        js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
      },
    })
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--expose-gc', outfile], {
      env: { PATH: process.env.PATH, DOCKER_SOCKET: dockerSocket },
      signal,
    })
    if (stderr) console.error(stderr)
    return JSON.parse(stdout)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
