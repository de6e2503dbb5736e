// What is measured side by side: Home Zenith, and two ways to get the like without it.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { requireProgram } from './containers.mjs'
import { freePort, makeDataDir, removeDataDir, startServer } from './start-server.mjs'

const pathOf = (name) => fileURLToPath(new URL(name, import.meta.url))

/**
 * @typedef {object} Subject
 * @property {boolean} asksEngine whether it has to do with Docker at all
 * @property {number} [probedPid] has loop-probe.mjs loaded
 * @property {string} [loopFile] where the probe writes
 * @property {() => Promise<unknown>} seen what it has measured, as a proof that it worked; asked for after all windows
 * @property {() => Promise<void>} stop
 */

const probeEnv = (loopFile) => ({
  NODE_OPTIONS: `--import ${new URL('loop-probe.mjs', import.meta.url)}`,
  BENCH_LOOP_FILE: loopFile,
})

/** @returns {Promise<Subject>} */
export async function startZenith(group, dockerSocket) {
  const dataDir = makeDataDir()
  const loopFile = join(dataDir, 'loop.json')
  const server = await startServer(dataDir, {
    env: { DOCKER_SOCKET: dockerSocket, ...probeEnv(loopFile) },
    enclose: group.enclose,
  })
  return {
    asksEngine: true,
    probedPid: server.pid,
    loopFile,
    seen: () => askZenith(server.base),
    async stop() {
      await server.stop()
      removeDataDir(dataDir)
    },
  }
}

async function askZenith(base) {
  const call = async (path, options) => {
    const response = await fetch(base + path, options)
    return { status: response.status, body: await response.json() }
  }
  const account = JSON.stringify({ username: 'bench', email: 'bench@example.org', password: 'of no account at all' })
  const headers = { 'Content-Type': 'application/json' }
  const { body } = await call('/api/auth/register', { method: 'POST', headers, body: account })
  const { status, body: docker } = await call('/api/metrics/docker', {
    headers: { Authorization: `Bearer ${body.access_token}` },
  })
  if (status !== 200) return { containers: 0, status }
  const containers = docker.containers.filter(({ memory_usage }) => memory_usage !== null).length
  return { containers, reason: docker.reason ?? undefined }
}

/** @returns {Promise<Subject>} */
export async function startNaiveLoop(group, dockerSocket) {
  const folder = mkdtempSync(join(tmpdir(), 'zenith-bench-'))
  const loopFile = join(folder, 'loop.json')
  const seenFile = join(folder, 'seen.json')
  const env = { PATH: process.env.PATH, DOCKER_SOCKET: dockerSocket, BENCH_SEEN_FILE: seenFile, ...probeEnv(loopFile) }
  const child = run(group, [process.execPath, pathOf('naive-loop.mjs')], { env })
  return {
    asksEngine: true,
    probedPid: child.pid,
    loopFile,
    async seen() {
      await child.end()
      return JSON.parse(readFileSync(seenFile, 'utf8'))
    },
    async stop() {
      await child.end()
      rmSync(folder, { recursive: true })
    },
  }
}

/** @param {string} base where its data is kept @returns {Promise<Subject>} */
export async function startPrometheus(group, base = tmpdir()) {
  const exporter = requireProgram('prometheus-node-exporter', 'prometheus-node-exporter')
  const prometheus = requireProgram('prometheus', 'prometheus')
  const folder = mkdtempSync(join(base, 'zenith-bench-'))
  const config = join(folder, 'prometheus.yml')
  const [exporterAddress, address] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`]
  writeFileSync(
    config,
    `scrape_configs: [{job_name: node, scrape_interval: 5s, static_configs: [{targets: ['${exporterAddress}']}]}]\n`,
  )
  const options = { stdio: ['ignore', 'ignore', 'ignore'] }
  const children = [
    run(group, [exporter, `--web.listen-address=${exporterAddress}`], options),
    run(
      group,
      [
        prometheus,
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=${address}`,
      ],
      options,
    ),
  ]
  return {
    asksEngine: false,
    async seen() {
      const response = await fetch(`http://${address}/api/v1/query?query=count_over_time(node_load1[1m])`)
      const { data } = await response.json()
      const scrapesInLastMinute = Number(data.result[0]?.value[1] ?? 0)
      if (scrapesInLastMinute === 0) throw new Error('Prometheus has not scraped once: its window says nothing')
      return { scrapesInLastMinute }
    },
    async stop() {
      await Promise.all(children.map((child) => child.end()))
      rmSync(folder, { recursive: true })
    },
  }
}

function run(group, enclosed, options) {
  const [command, ...args] = group.enclose(enclosed)
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'], ...options })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  return {
    pid: child.pid,
    end() {
      child.kill('SIGTERM')
      return ended
    },
  }
}
