import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import type { PowerAction, PowerMode } from '@home-zenith/contract'
import type { RunProgram } from './run-program.ts'

export interface AvailabilityOptions {
  mode: PowerMode
  run: RunProgram
  /** Where the polkit rule of this installation is. */
  rulesFile: string
}

const questions = { reboot: 'CanReboot', shutdown: 'CanPowerOff' } as const satisfies Record<PowerAction, string>

// polkitd's package brings it, and polkit reads what is put there at once.
const rulesFolder = '/etc/polkit-1/rules.d'

/**
 * Asks logind whether this process may do it, without trying.
 * @returns what to set up, for a person; null when it can be done
 * @see man 5 org.freedesktop.login1: CanReboot, CanPowerOff
 */
export async function findObstacle(action: PowerAction, options: AvailabilityOptions): Promise<string | null> {
  const { mode, run, rulesFile } = options
  if (mode === 'disabled') return 'POWER_CONTROL is "disabled"; set it to "enabled" and start Home Zenith again'
  if (mode === 'dry-run') return null
  const manager = ['org.freedesktop.login1', '/org/freedesktop/login1', 'org.freedesktop.login1.Manager']
  const { stdout, message } = await run('busctl', ['--timeout=5', 'call', ...manager, questions[action]])
  const answer = /^s "([a-z-]+)"/.exec(stdout)?.[1]
  if (answer === undefined) {
    return (
      `systemd-logind, which does it, does not answer here (${message || stdout.trim()}); ` +
      'run Home Zenith on the machine itself, under systemd, and see "systemctl status systemd-logind"'
    )
  }
  if (answer === 'yes') return null
  if (answer === 'na') return 'systemd-logind says that this machine cannot do it'
  const username = ownUsername()
  const install = existsSync(rulesFolder) ? '' : 'apt-get install -y polkitd && '
  const rule = `sed "s/\\"home-zenith\\"/\\"${username}\\"/" "${rulesFile}" >${rulesFolder}/50-home-zenith.rules`
  return (
    `systemd-logind does not let the user ${username} do it (it says "${answer}"); ` +
    `allow it with: sudo sh -c '${install}${rule}'. ` +
    'If that is done, a program holds it off: see "systemd-inhibit --list"'
  )
}

/** Of the account that this process runs as; its number when it has none, as in a container. */
function ownUsername(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.())
  }
}

// Asking starts a program: whoever may look at the page must not be able to start many.
const freshMs = 10_000

/** What stands in the way of each action, as far as it is known. */
export class Availability {
  private obstacles: Record<PowerAction, string | null>
  private askedMs = Number.NEGATIVE_INFINITY

  constructor(private readonly options: AvailabilityOptions) {
    const unknown = options.mode === 'dry-run' ? null : 'it has not been looked up yet; try again in a moment'
    this.obstacles = { reboot: unknown, shutdown: unknown }
  }

  /** As it was when last looked up. */
  get known(): { available: boolean; remedy: string | null } {
    const remedy = this.obstacles.reboot ?? this.obstacles.shutdown
    return { available: remedy === null, remedy }
  }

  /** Asks now. @returns as `findObstacle` */
  async ask(action: PowerAction): Promise<string | null> {
    this.obstacles[action] = await findObstacle(action, this.options)
    return this.obstacles[action]
  }

  /** Asks for both, if that is some seconds ago. */
  async refresh(): Promise<void> {
    if (performance.now() - this.askedMs < freshMs) return
    this.askedMs = performance.now()
    await Promise.all([this.ask('reboot'), this.ask('shutdown')])
  }
}
