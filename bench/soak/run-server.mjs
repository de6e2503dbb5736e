// The built server under a clock that the soak moves.
import { readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { familyOf, pssMb } from '../processes.mjs'
import { startServer } from '../start-server.mjs'
import { ask } from './ask.mjs'

// For what one moment has begun: a collection takes a few milliseconds.
const pauseMs = 8

/**
 * @param {object} options
 * @param {number} options.startMs what the clock says at its start
 * @param {(line: { message: string, details: object }) => void} options.onError is told each line of level error or fatal
 * @param {(fault: string) => void} options.onFault is told what nobody caught, warnings of Node.js, and an end by itself
 */
export async function runServer(dataDir, { startMs, dockerSocket, onError, onFault }) {
  const { child, pid, base, stop } = await startServer(dataDir, {
    env: {
      NODE_OPTIONS: `--import=${new URL('simulate-clock.mjs', import.meta.url)}`,
      SIMULATED_START: String(startMs),
      DOCKER_SOCKET: dockerSocket,
      // Every sample is told as it is stored, and as it is on disk.
      LOG_LEVEL: 'trace',
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const acknowledged = new Set()
  let isEnding = false
  child.on('message', ({ fault }) => fault && onFault(fault))
  child.on('exit', (code, signal) => isEnding || onFault(`it ended by itself: ${signal ?? code}`))
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { level, msg: message, samples, ...details } = JSON.parse(line)
    if (message === 'stored' || message === 'spooled') for (const name of samples) acknowledged.add(name)
    if (level === 'error' || level === 'fatal') onError({ message, details })
  })
  return {
    pid,
    base,
    acknowledged,
    /** @returns {Promise<{ wallMs: number, unseen: string[] }>} what its clock says then, and which timers it has not seen set by then */
    advance: (ms) => ask(child, { advanceMs: ms, pauseMs }, 'reached'),
    setClock: (forwardMs) => child.send({ setClockMs: forwardMs }),
    async inspect() {
      const { heapBytes, timers } = await ask(child, { inspect: true }, 'found')
      const database = familyOf(pid).filter((member) => member !== pid)
      return {
        heapMb: heapBytes / 1e6,
        pssMb: pssMb(pid),
        databaseMb: database.reduce((sum, member) => sum + pssOrNone(member), 0),
        descriptors: readdirSync(`/proc/${pid}/fd`).length,
        timers,
      }
    },
    async stop() {
      isEnding = true
      return await stop()
    },
  }
}

function pssOrNone(pid) {
  try {
    return pssMb(pid)
  } catch {
    // It has gone since the list was read.
    return 0
  }
}
