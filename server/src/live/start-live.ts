import { randomUUID } from 'node:crypto'
import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import { type ClientEvents, handshakeSchema, type PowerEvent, renewSchema } from '@home-zenith/contract'
import cors from 'cors'
import { Server, type Socket } from 'socket.io'
import type { Family } from '../metrics/family.ts'
import type { AccessFilter, Identity } from '../platform/http/index.ts'
import type { Logger } from '../platform/logger.ts'
import { ProblemError } from '../platform/problem.ts'

export interface LiveOptions {
  families: readonly Family[]
  latest(family: string): unknown
  /** @throws {ProblemError} `unauthorized` */
  authenticateToken(token: string): Promise<Identity>
  /** Which of these sign-ins still hold, asked anew of the database. */
  stillValid(sessionIds: string[]): Promise<ReadonlySet<string>>
  /** Whether a handshake may begin a socket at all. */
  admits(request: IncomingMessage): boolean
  corsOrigins: readonly string[]
  /** On all ports together, by default 500. */
  mostSockets?: number
  log: Logger
}

export interface Live {
  attach(server: HttpServer | HttpsServer): void
  /** Sends a sample to every socket. */
  push(family: Family, sample: unknown): void
  /** Tells every socket of a reboot or shutdown. */
  tellPower(event: PowerEvent): void
  /** Cuts the sockets of these. */
  cut(isCut: AccessFilter): void
  close(): Promise<void>
}

interface SocketData {
  identity: Identity
  expiry?: NodeJS.Timeout
}

// A revoked sign-in holds within one second, whoever revoked it: the check has to be quicker than that.
const recheckMs = 800
// A client sends nothing but a token.
const mostBytes = 16_384
// Strangers are refused at the handshake; this many have signed in only where something runs wild.
const usualMostSockets = 500
// Who has no token by then will not have one.
const admittedWithinMs = 10_000
// A client renews its token once in a quarter of an hour.
const mostMessages = 30
const messagesMs = 10_000
// What a client has not fetched: some minutes of samples. A pong keeps a connection alive that reads nothing.
const mostUnread = 100
// setTimeout takes 31 bits; a token that lives longer is looked at again then.
const longestTimeoutMs = 2_147_483_647

type LiveSocket = Socket<
  Record<string, (...values: unknown[]) => void>,
  Record<string, (value?: unknown) => void>,
  object,
  SocketData
>

/** Socket.IO: a token at the handshake, the latest of each family at once, then every sample as it is taken. */
export function startLive(options: LiveOptions): Live {
  const { log, mostSockets = usualMostSockets } = options
  const engines: Server['engine'][] = []
  const io = new Server({
    serveClient: false,
    maxHttpBufferSize: mostBytes,
    connectTimeout: admittedWithinMs,
    allowRequest: (request, answer) => answer(null, countOf(engines) < mostSockets && options.admits(request)),
  })
  io.use((socket: LiveSocket, next) => {
    admit(socket, options).then(
      () => next(),
      (error: unknown) => next(refusal(error, log)),
    )
  })
  const recheck = createRecheck(io, options)
  io.on('connection', (socket: LiveSocket) => {
    recheck.start()
    endWithToken(socket)
    for (const family of options.families) {
      const sample = options.latest(family.name)
      if (sample !== undefined) socket.emit(family.name, sample)
    }
    for (const [event, handle] of Object.entries(clientEvents)) {
      socket.on(event, (message, acknowledge) => {
        void handle(socket, message, options).then((answer) => typeof acknowledge === 'function' && acknowledge(answer))
      })
    }
    socket.on('disconnect', () => clearTimeout(socket.data.expiry))
  })
  return {
    attach(server) {
      io.attach(server)
      // Each port has one of its own: this is the newest.
      engines.push(io.engine)
      io.engine.use((_request: IncomingMessage, response: ServerResponse, next: () => void) => {
        response.setHeader('X-Request-Id', randomUUID())
        next()
      })
      if (options.corsOrigins.length > 0)
        io.engine.use(cors({ origin: [...options.corsOrigins], credentials: true, exposedHeaders: ['X-Request-Id'] }))
      io.engine.on('connection', (connection: LiveSocket['conn']) => {
        limitMessages(connection)
        limitUnread(connection)
      })
    },
    push(family, sample) {
      // Nobody listens most of the time, and Socket.IO would walk through the sample all the same.
      if (io.sockets.sockets.size > 0) io.emit(family.name, sample)
    },
    tellPower: (event) => void io.emit('power', event),
    cut: (isCut) => cutWhere(io, isCut),
    async close() {
      recheck.stop()
      await io.close()
    },
  }
}

async function admit(socket: LiveSocket, { authenticateToken }: LiveOptions): Promise<void> {
  const handshake = handshakeSchema.safeParse(socket.handshake.auth)
  if (!handshake.success) throw new ProblemError('unauthorized', 'Give an access token as auth.token of the handshake')
  socket.data.identity = await authenticateToken(handshake.data.token)
}

function countOf(engines: readonly Server['engine'][]): number {
  return engines.reduce((sum, { clientsCount }) => sum + clientsCount, 0)
}

/** Cuts a connection that sends more than any client of ours does: a stranger may not have token after token looked up. */
function limitMessages(connection: LiveSocket['conn']): void {
  let [count, sinceMs] = [0, performance.now()]
  connection.on('packet', ({ type }) => {
    if (type !== 'message') return
    if (performance.now() - sinceMs > messagesMs) [count, sinceMs] = [0, performance.now()]
    count += 1
    if (count > mostMessages) connection.close(true)
  })
}

/** Cuts a connection whose client does not take what is sent to it. */
function limitUnread(connection: LiveSocket['conn']): void {
  let unread = 0
  connection.on('flush', () => {
    unread = 0
  })
  connection.on('packetCreate', () => {
    unread += 1
    if (unread > mostUnread) connection.close(true)
  })
}

function refusal(error: unknown, log: Logger): Error {
  const problem =
    error instanceof ProblemError ? error : new ProblemError('database_unavailable', 'Try again in a moment')
  if (problem !== error) log.warn({ err: error }, 'a socket could not be admitted')
  return Object.assign(new Error(problem.detail), { data: { code: problem.code, detail: problem.detail } })
}

async function renew(socket: LiveSocket, message: unknown, { authenticateToken, log }: LiveOptions): Promise<unknown> {
  try {
    const parsed = renewSchema.safeParse(message)
    if (!parsed.success) throw new ProblemError('invalid_request', 'renew takes {token}')
    const identity = await authenticateToken(parsed.data.token)
    if (identity.userId !== socket.data.identity.userId) {
      throw new ProblemError('unauthorized', 'The token belongs to another user')
    }
    socket.data.identity = identity
    endWithToken(socket)
    const endsMs = identity.expiresAtMs
    return { expires_at: Number.isFinite(endsMs) ? new Date(endsMs).toISOString() : null }
  } catch (error) {
    const { data } = refusal(error, log) as Error & { data: { code: string; detail: string } }
    return { error: data }
  }
}

/** All that a client may send, by its name; what each answers is its acknowledgement. */
export const clientEvents: Record<keyof ClientEvents, typeof renew> = { renew }

function endWithToken(socket: LiveSocket): void {
  clearTimeout(socket.data.expiry)
  // It went away while its new token was looked up: nothing would end the timer, nor let go of the socket.
  if (!socket.connected) return
  const leftMs = socket.data.identity.expiresAtMs - Date.now()
  socket.data.expiry = setTimeout(
    () => (leftMs > longestTimeoutMs ? endWithToken(socket) : expire(socket)),
    Math.max(0, Math.min(leftMs, longestTimeoutMs)),
  )
}

function expire(socket: LiveSocket): void {
  socket.emit('session_expired')
  socket.disconnect(true)
}

function cutWhere(io: Server, isCut: AccessFilter): void {
  for (const socket of io.sockets.sockets.values() as Iterable<LiveSocket>) {
    if (isCut(socket.data.identity)) expire(socket)
  }
}

/** Asks once in a while whether the sign-ins of the open sockets still hold; rests while there is none. */
function createRecheck(io: Server, { stillValid, log }: LiveOptions): { start(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined
  const check = async () => {
    const sockets = [...io.sockets.sockets.values()] as LiveSocket[]
    timer = undefined
    if (sockets.length === 0) return
    try {
      const asked = new Set(sockets.map((socket) => socket.data.identity.sessionId))
      const valid = await stillValid([...asked])
      cutWhere(io, ({ sessionId }) => asked.has(sessionId) && !valid.has(sessionId))
    } catch (err) {
      // While the database is away nothing can have been revoked in it.
      log.debug({ err }, 'the sign-ins of open sockets could not be checked')
    }
    start()
  }
  const start = () => {
    timer ??= setTimeout(check, recheckMs)
  }
  return { start, stop: () => clearTimeout(timer) }
}
