// What goes wrong, and what is expected of the server meanwhile.
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { readProcess } from '../processes.mjs'
import { withDatabase } from './stored.mjs'

const hourMs = 3_600_000

/**
 * @typedef {object} Chaos
 * @property {string} name
 * @property {number} from the first minute
 * @property {number} minutes how long
 * @property {boolean} isAway whether the database is: samples are not stored, and the server says so
 * @property {boolean} [isEngineAway] whether the containers' engine is: samples find fewer of them, or none
 * @property {RegExp[]} errors the lines of level error that it brings
 * @property {() => void | Promise<void>} begin
 * @property {() => void | Promise<void>} end
 */

// What the database itself says of how it ends and comes back, and what is said of it once.
const databaseErrors = [/^the database (ended unexpectedly|could not be started again)/, /^samples could not be stored/]

/** @returns {Chaos[]} of so many minutes, in the order of time */
export function planChaos({ minutes, strayedMs, server, dataDir, disk, engine }) {
  const at = (share) => Math.round(minutes * share)
  // Of a short run a part that leaves time to recover.
  const atMost = (most) => Math.min(most, at(1 / 12))
  const killing = (from) => ({
    ...killDatabase(server.pid),
    name: 'database killed over and over',
    from,
    minutes: atMost(10),
  })
  const restarting = (from) => ({ ...restartEngine(engine), from, minutes: atMost(10) })
  const setting = (share, forwardMs, name) => ({
    name,
    from: at(share),
    minutes: 1,
    isAway: false,
    errors: [],
    begin: () => server.setClock(forwardMs),
    end: () => undefined,
  })
  return [
    setting(1 / 24, strayedMs, 'clock learned: three days forward'),
    killing(at(0.12)),
    restarting(at(0.3)),
    setting(0.4, 2 * hourMs, 'clock set two hours forward'),
    // So long that samples of the hours between are late, and then come a second time.
    setting(0.45, -2 * hourMs, 'clock set two hours back'),
    { ...fillDisk(dataDir, disk), name: 'disk full', from: at(0.6), minutes: atMost(15) },
    killing(at(0.8)),
    restarting(at(0.92)),
  ]
}

function restartEngine(engine) {
  let halting
  return {
    name: 'engine restarted',
    isAway: false,
    isEngineAway: true,
    errors: [],
    begin() {
      // Not waited for: it is sampled while it ends, too.
      halting = engine.halt()
    },
    async end() {
      if (!halting) return
      await halting
      halting = undefined
      await engine.resume()
    },
  }
}

function killDatabase(serverPid) {
  let killing
  // Not by its pid file, in which the server may have put its own id.
  const kill = () => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      if (readProcess(pid)?.ppid === serverPid) process.kill(Number(pid), 'SIGKILL')
    }
  }
  return {
    isAway: true,
    errors: databaseErrors,
    begin() {
      kill()
      killing = setInterval(kill, 50)
    },
    end: () => clearInterval(killing),
  }
}

function fillDisk(dataDir, disk) {
  const filler = join(disk.path, 'filler')
  const fill = () => {
    for (const bytes of [1 << 20, 4096]) {
      try {
        for (;;) writeFileSync(filler, Buffer.alloc(bytes), { flag: 'a' })
      } catch (err) {
        if (err.code !== 'ENOSPC') throw err
      }
    }
  }
  return {
    isAway: true,
    errors: [...databaseErrors, /^samples cannot wait on disk either/, /No space left on device/],
    async begin() {
      fill()
      await exhaustDatabase(dataDir)
      // What the database gave up as it died.
      await delay(200)
      fill()
    },
    end: () => rmSync(filler, { force: true }),
  }
}

/** Writes to the database's log of changes until that has no room to grow. */
async function exhaustDatabase(dataDir) {
  await withDatabase(dataDir, async (client) => {
    for (const bytes of [1_000_000, 1000, 1]) {
      try {
        for (;;) await client.query(`SELECT pg_logical_emit_message(true, 'junk', repeat('x', ${bytes}))`)
      } catch {
        // It is full, or has died of it.
      }
    }
  })
}
