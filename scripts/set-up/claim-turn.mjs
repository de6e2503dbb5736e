import { linkSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { unlessAbsent } from './fingerprint.mjs'

const guardStaleMs = 10_000

/**
 * A process, told from a later one of the same id by the time of its start.
 * @typedef {{ pid: number, startedAt: string | null }} Holder
 * @typedef {Holder & { child?: Holder }} Claim
 */

/** @param {number} pid @returns {Holder} */
export function identify(pid) {
  return { pid, startedAt: readProcess(pid)?.startedAt ?? null }
}

/** @param {Holder} holder */
export function isAlive({ pid, startedAt }) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (error.code === 'ESRCH') return false
  }
  const found = readProcess(pid)
  return found === null ? startedAt === null : found.startedAt === startedAt && found.state !== 'Z'
}

function readProcess(pid) {
  const stat = unlessAbsent(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  if (stat === null) return null
  // The second field, the program's name, may hold spaces and brackets: the third, the state, follows the last bracket.
  // The 22nd is the start, in ticks since boot.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0], startedAt: fields[19] }
}

/**
 * Waits until no other set-up of this folder is at work. A claim whose process is gone is stale: it is taken over, and what
 * that process left running is ended first.
 * @param {string} path of the lock file
 * @param {{ onWait?: (holder: Claim) => void, pauseMs?: number }} [options]
 */
export async function claimTurn(path, { onWait, pauseMs = 300 } = {}) {
  const self = identify(process.pid)
  let waited = false
  while (!write(path, self)) {
    const holder = read(path)
    if (holder === 'gone') continue
    if (holder && isAlive(holder)) {
      if (!waited) onWait?.(holder)
      waited = true
      await sleep(pauseMs)
    } else if (!removeStale(path)) {
      await sleep(pauseMs)
    }
  }
  return {
    waited,
    /** Notes the process group at work, for whoever has to clear up after us. @param {number} pid */
    noteChild(pid) {
      writeFileSync(`${path}.${process.pid}`, JSON.stringify({ ...self, child: identify(pid) }))
      renameSync(`${path}.${process.pid}`, path)
    },
    release() {
      rmSync(path, { force: true })
    },
  }
}

/** Linked into place, so that the file is there whole or not at all. */
function write(path, claim) {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, JSON.stringify(claim))
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** @returns {Claim | null | 'gone'} null when it cannot be read: cut short by a full disk or a power cut */
function read(path) {
  const text = unlessAbsent(() => readFileSync(path, 'utf8'))
  if (text === null) return 'gone'
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * Only who holds the guard removes another's claim, and looks again before: of two that found it stale, the slower one
 * would otherwise remove the claim of the faster.
 */
function removeStale(path) {
  const guard = `${path}.guard`
  try {
    mkdirSync(guard)
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    const since = unlessAbsent(() => statSync(guard).mtimeMs)
    if (since !== null && Date.now() - since > guardStaleMs) unlessAbsent(() => rmdirSync(guard))
    return false
  }
  try {
    const holder = read(path)
    if (holder === 'gone') return true
    if (holder && isAlive(holder)) return false
    if (holder?.child && isAlive(holder.child)) {
      process.kill(-holder.child.pid, 'SIGKILL')
      return false
    }
    rmSync(path, { force: true })
    return true
  } finally {
    rmdirSync(guard)
  }
}
