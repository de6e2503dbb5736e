import { networkInterfaces } from 'node:os'
import { buildServer, type RunningServer } from './build-server.ts'
import { type Config, notifyDescriptor } from './config.ts'
import { makeDataDir } from './make-data-dir.ts'
import { startEmbeddedPostgres } from './platform/database/embedded/index.ts'
import { createLogger, type Logger } from './platform/logger.ts'
import { createNotifier } from './platform/notify-systemd.ts'
import { version } from './version.ts'

// A stop that takes longer is one that hangs: systemd would kill it, too.
const stopLimitMs = 20_000

/** Runs the server until a signal ends it. @throws what the start ends with, as an error with a message for people */
export async function serve(config: Config, log: Logger): Promise<void> {
  // From the first moment on: a signal during the start ends it in order, too.
  const stopAsked = signalled()
  const notify = createNotifier(notifyDescriptor(), log)
  makeDataDir(config.DATA_DIR)
  const embedded = config.DATABASE_URL ? null : await startEmbeddedPostgres({ dataDir: config.DATA_DIR, log })
  let server: RunningServer
  try {
    const connection = config.DATABASE_URL ? { connectionString: config.DATABASE_URL } : embedded?.connection
    if (!connection) throw new Error('no database')
    const databasePid = () => (embedded ? (embedded.pid() ?? undefined) : null)
    server = await buildServer(config, connection, { databasePid, onSample: () => notify('WATCHDOG=1') }, log)
  } catch (err) {
    await embedded?.stop()
    throw err
  }
  announce(config, server)
  notify('READY=1')
  await stopAsked
  notify('STOPPING=1')
  log.info('stopping')
  setTimeout(() => {
    log.error('the stop hangs; ending without it')
    // Not `exit`, which waits for a thread that hangs in the kernel, as on a dead network mount.
    process.kill(process.pid, 'SIGKILL')
  }, stopLimitMs).unref()
  await server.stop()
  await embedded?.stop()
  log.info('stopped')
}

/** Ctrl-C reaches the whole terminal and npm passes it on as well: later signals change nothing. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
  })
}

/** Tells a person where to go. On a terminal in plain lines, else as a log line each, whatever the level: it has the setup code. */
function announce(config: Config, { ports, setupCode }: RunningServer): void {
  const log = createLogger('info')
  const tell = (line: string) => (process.stdout.isTTY ? void process.stdout.write(`  ${line}\n`) : log.info(line))
  tell(`Home Zenith ${version} runs`)
  tell(`on this machine: http://localhost:${ports.http}`)
  if (ports.https !== null) {
    for (const address of config.HTTPS_HOST ? [config.HTTPS_HOST] : ownAddresses())
      tell(`in your network: https://${address}:${ports.https}`)
    if (!config.TLS_CERT_FILE)
      tell(`the certificate is this machine's own; its SHA-256 fingerprint: ${ports.fingerprint}`)
  }
  void setupCode.then((code) => {
    if (code) tell(`no account yet: open the page on this machine, or elsewhere with the setup code ${code}`)
  })
}

function ownAddresses(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  const outward = addresses.filter(({ internal, address }) => !internal && !address.toLowerCase().startsWith('fe80'))
  return outward.map(({ family, address }) => (family === 'IPv6' ? `[${address}]` : address))
}
