// Netdata of Debian with its dashboard, which a page of ours is measured beside.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { requireProgram } from './containers.mjs'
import { freePort } from './start-server.mjs'

/**
 * @param {number} seconds how often it samples
 * @returns {Promise<{ dashboard: string, firstChart: string, stop(): Promise<void> }>} `dashboard` is the address of the one that
 * needs no internet, `firstChart` what selects the first of its charts that is drawn by time
 */
export async function startNetdata(seconds) {
  const program = requireProgram('netdata', 'netdata')
  const folder = mkdtempSync(join(tmpdir(), 'zenith-bench-'))
  const directories = ['cache', 'lib', 'log'].map((name) => {
    mkdirSync(join(folder, name))
    return `${name} = ${join(folder, name)}`
  })
  const config = join(folder, 'netdata.conf')
  writeFileSync(config, `[directories]\n${directories.join('\n')}\n[registry]\nenabled = no\n`)
  const port = await freePort()
  const options = ['-D', '-c', config, '-i', '127.0.0.1', '-p', port, '-t', seconds, '-u', userInfo().username]
  const child = spawn(program, options.map(String), { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const base = `http://127.0.0.1:${port}`
  // The page takes its list of charts once.
  for (let triesLeft = 300; ; triesLeft -= 1) {
    const answer = await fetch(`${base}/api/v1/chart?chart=system.cpu`).catch(() => null)
    if (answer?.ok) break
    if (triesLeft === 0 || child.exitCode !== null) throw new Error('Netdata does not answer')
    await delay(200)
  }
  return {
    dashboard: `${base}/old/`,
    firstChart: '#menu_system_submenu_cpu canvas',
    async stop() {
      child.kill()
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
