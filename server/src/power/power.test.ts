import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PowerEvent } from '@home-zenith/contract'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AuditEntry } from '../platform/audit.ts'
import { createLogger } from '../platform/logger.ts'
import { ProblemError } from '../platform/problem.ts'
import { cancelWaiting } from './order-file.ts'
import { Power, type PowerOptions, type Wish } from './power.ts'
import type { Outcome } from './run-program.ts'

let dataDir: string
/** What happened, in order. */
let happened: string[]
let lines: AuditEntry[]
let told: PowerEvent[]
let systemctl: Outcome

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-03-01T12:00:00.000Z') })
  dataDir = mkdtempSync(join(tmpdir(), 'zenith-power-'))
  happened = []
  lines = []
  told = []
  systemctl = { code: 0, wasKilled: false, stdout: '', message: '' }
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(dataDir, { recursive: true, force: true })
})

const createPower = (more: Partial<PowerOptions> = {}) =>
  new Power({
    mode: 'enabled',
    dataDir,
    bootId: 'b0',
    async run(file, args, input) {
      happened.push([file, ...args].join(' '))
      if (file === 'wall') happened.push(input ?? '')
      return file === 'systemctl' ? systemctl : { code: 0, wasKilled: false, stdout: '', message: '' }
    },
    async record(entry) {
      lines.push(entry)
      happened.push(entry.action)
    },
    tell(event) {
      told.push(event)
      happened.push(event.state)
    },
    flush: async () => void happened.push('flush'),
    log: createLogger('silent'),
    ...more,
  })

const wish = (more: Partial<Wish> = {}): Wish => ({
  action: 'reboot',
  delaySeconds: 5,
  reason: null,
  actor: 'id of ann',
  requestedBy: 'ann',
  address: '192.0.2.1',
  ...more,
})
const spent = () => void happened.push('spent')
const ann = { actor: 'id of ann', name: 'ann', address: undefined }
const ran = () => happened.filter((what) => what.startsWith('systemctl'))
const states = () => told.map(({ state, message }) => [state, message])
const failure: Outcome = { code: 1, wasKilled: false, stdout: '', message: 'Access denied' }

describe('what is scheduled', () => {
  test.each([
    ['reboot', 'systemctl --no-ask-password reboot'],
    ['shutdown', 'systemctl --no-ask-password poweroff'],
  ] as const)('%s: everything is told and stored before its command runs', async (action, command) => {
    const power = createPower()
    const given = await power.schedule(wish({ action, reason: 'new kernel; rm -rf $(x)' }), spent)
    expect(given).toMatchObject({ action, execute_at: '2026-03-01T12:00:05.000Z', requested_by: 'ann' })
    expect(power.pending).toEqual(given)
    await vi.advanceTimersByTimeAsync(4990)
    expect(ran()).toEqual([])
    await vi.advanceTimersByTimeAsync(10)
    expect(happened.map((what) => what.replace(/^Home.* (\w+ ?\w+) in 5 seconds\.\n$/, '…'))).toEqual([
      'power_scheduled',
      'spent',
      'scheduled',
      'wall',
      '…',
      'begun',
      'power_begun',
      'flush',
      command,
    ])
    expect(happened.join('')).not.toContain('rm -rf')
    expect(lines[0]).toMatchObject({ actor: 'id of ann', address: '192.0.2.1', target: action })
    expect(lines[0]?.detail).toEqual({
      mode: 'enabled',
      reason: 'new kernel; rm -rf $(x)',
      requested_by: 'ann',
      delay_seconds: 5,
    })
    expect(power.pending).toEqual(given)
    await expect(power.schedule(wish(), spent)).rejects.toThrow('power_pending')
  })

  test('is one at a time: of two at once the second spends nothing', async () => {
    const power = createPower()
    const both = await Promise.allSettled([power.schedule(wish(), spent), power.schedule(wish(), spent)])
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(happened.filter((what) => what === 'spent')).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(ran()).toHaveLength(1)
  })

  test('is not when the audit log cannot be written, and the verification stays good', async () => {
    const power = createPower({ record: () => Promise.reject(new Error('away')) })
    await expect(power.schedule(wish(), spent)).rejects.toThrow('away')
    await vi.advanceTimersByTimeAsync(60_000)
    expect([happened, power.pending]).toEqual([[], null])
  })

  test('is not when the verification ended meanwhile', async () => {
    const power = createPower()
    const ended = () => {
      throw new ProblemError('verification_required', 'ended')
    }
    await expect(power.schedule(wish(), ended)).rejects.toThrow('verification_required')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(happened).toEqual(['power_scheduled', 'power_cancelled'])
    await power.schedule(wish(), spent)
  })

  test('without a delay begins at once', async () => {
    await createPower().schedule(wish({ delaySeconds: 0 }), spent)
    await vi.advanceTimersByTimeAsync(0)
    expect(ran()).toHaveLength(1)
    expect(happened).toContain('Home Zenith: this machine will be rebooted now.\n')
  })

  test('begins without a database that hangs, and with a DATA_DIR that cannot be written', async () => {
    const hang = () => new Promise<never>(() => undefined)
    let isUp = true
    const power = createPower({
      dataDir: join(dataDir, 'gone'),
      record: () => (isUp ? Promise.resolve() : hang()),
      flush: hang,
    })
    await power.schedule(wish(), spent)
    isUp = false
    await vi.advanceTimersByTimeAsync(15_001)
    expect(ran()).toHaveLength(1)
  })
})

describe('what is cancelled', () => {
  test('by an admin: nothing runs, and the next may come', async () => {
    const power = createPower()
    await power.schedule(wish(), spent)
    await vi.advanceTimersByTimeAsync(4999)
    expect(await power.cancel({ ...ann, name: 'bob' })).toBe(true)
    expect(await power.cancel(ann)).toBe(false)
    await vi.advanceTimersByTimeAsync(600_000)
    expect([ran(), power.pending]).toEqual([[], null])
    expect(states()).toEqual([
      ['scheduled', null],
      ['cancelled', 'cancelled by bob'],
    ])
    expect(happened).toContain('Home Zenith: this machine will not be rebooted.\n')
    expect(lines.at(-1)).toMatchObject({ action: 'power_cancelled', actor: 'id of ann' })
    expect(readdirSync(dataDir)).toEqual([])
    await power.schedule(wish(), spent)
  })

  test('on the machine itself: nothing runs, and it is told', async () => {
    const power = createPower()
    await power.schedule(wish(), spent)
    const [file = ''] = readdirSync(dataDir)
    expect(statSync(join(dataDir, file)).mode & 0o777).toBe(0o600)
    expect(cancelWaiting(dataDir)).toMatchObject({ action: 'reboot', requested_by: 'ann' })
    expect(cancelWaiting(dataDir)).toBeNull()
    await vi.advanceTimersByTimeAsync(250)
    expect(states().at(-1)).toEqual(['cancelled', 'cancelled on the machine itself'])
    await vi.advanceTimersByTimeAsync(600_000)
    expect(ran()).toEqual([])
  })

  test('on the machine itself at the very last moment: still nothing runs', async () => {
    const power = createPower()
    await power.schedule(wish({ delaySeconds: 0.1 }), spent)
    cancelWaiting(dataDir)
    await vi.advanceTimersByTimeAsync(600_000)
    expect([ran(), states().at(-1)?.[0]]).toEqual([[], 'cancelled'])
    expect(power.pending).toBeNull()
  })

  test('too late is not: it has begun', async () => {
    const power = createPower()
    await power.schedule(wish(), spent)
    await vi.advanceTimersByTimeAsync(5000)
    expect(await power.cancel(ann)).toBe(false)
    expect(cancelWaiting(dataDir)).toBeNull()
  })

  test('by the stop of the server: nothing runs', async () => {
    const power = createPower()
    await power.schedule(wish(), spent)
    await power.close()
    await vi.advanceTimersByTimeAsync(600_000)
    expect([ran(), states().at(-1)]).toEqual([[], ['cancelled', 'the server was stopped']])
    expect(readdirSync(dataDir)).toEqual([])
  })

  test('by a stop that comes while it is being scheduled', async () => {
    const power = createPower()
    const scheduling = power.schedule(wish({ delaySeconds: 0 }), spent)
    await power.close()
    await scheduling
    await vi.advanceTimersByTimeAsync(600_000)
    expect([ran(), states().at(-1)?.[0]]).toEqual([[], 'cancelled'])
  })

  test('by a sleep of the machine over its moment', async () => {
    await createPower().schedule(wish(), spent)
    vi.setSystemTime(Date.now() + 3_600_000)
    await vi.advanceTimersByTimeAsync(600_000)
    expect([ran(), states().at(-1)?.[0]]).toEqual([[], 'cancelled'])
  })
})

describe('what was begun', () => {
  test('and is refused is told, and another may come', async () => {
    systemctl = failure
    const power = createPower()
    await power.schedule(wish(), spent)
    await vi.advanceTimersByTimeAsync(5000)
    expect(states().at(-1)).toEqual(['failed', 'Access denied'])
    expect(lines.at(-1)).toMatchObject({ action: 'power_failed', detail: { why: 'Access denied' } })
    expect([power.pending, readdirSync(dataDir)]).toEqual([null, []])
    await power.schedule(wish(), spent)
  })

  test('is not taken for refused when systemctl is stopped with the whole service', async () => {
    systemctl = { code: null, wasKilled: true, stdout: '', message: 'killed' }
    const power = createPower()
    await power.schedule(wish(), spent)
    await vi.advanceTimersByTimeAsync(5000)
    await power.close()
    await vi.advanceTimersByTimeAsync(600_000)
    expect(states().at(-1)?.[0]).toBe('begun')
    expect(existsSync(join(dataDir, 'power-begun.json'))).toBe(true)
  })

  test('but never came about is told after a while', async () => {
    const power = createPower()
    await power.schedule(wish(), spent)
    await vi.advanceTimersByTimeAsync(600_000)
    expect(states().at(-1)).toEqual(['failed', 'the machine did not go down'])
    expect(power.pending).toBeNull()
  })

  test('as a trial ends before the last step', async () => {
    const power = createPower({ mode: 'dry-run' })
    await power.schedule(wish(), spent)
    await vi.advanceTimersByTimeAsync(600_000)
    expect([ran(), power.pending, readdirSync(dataDir)]).toEqual([[], null, []])
    expect(told.map(({ state, mode }) => [state, mode])).toEqual([
      ['scheduled', 'dry-run'],
      ['begun', 'dry-run'],
    ])
    expect(happened.find((what) => what.startsWith('Home'))).toContain('This is a trial: nothing will happen.')
    expect(lines.map(({ action }) => action)).toEqual(['power_scheduled', 'power_begun'])
  })
})

describe('the next server', () => {
  test('does not do what waited when this one was killed', async () => {
    await createPower().schedule(wish(), spent)
    vi.clearAllTimers()
    const next = createPower()
    expect([next.pending, next.endedBootBefore]).toEqual([null, null])
    await next.settle()
    await vi.advanceTimersByTimeAsync(600_000)
    expect(ran()).toEqual([])
    expect(lines.at(-1)).toMatchObject({ action: 'power_cancelled', detail: { why: 'the server was ended before' } })
    expect(readdirSync(dataDir)).toEqual([])
  })

  test('knows what the machine was rebooted for, and how long it took', async () => {
    const power = createPower()
    await power.schedule(wish({ reason: 'updates' }), spent)
    await vi.advanceTimersByTimeAsync(5000)
    await power.close()
    await vi.advanceTimersByTimeAsync(74_000)
    const next = createPower({ bootId: 'b1' })
    expect(next.endedBootBefore).toMatchObject({ action: 'reboot', requested_by: 'ann', reason: 'updates' })
    await next.settle()
    expect(lines.at(-1)).toMatchObject({ action: 'power_done', detail: { back_after_seconds: 74, reason: 'updates' } })
    expect(createPower({ bootId: 'b1' }).endedBootBefore).toBeNull()
  })

  test('in the same boot says that it was not done', async () => {
    const power = createPower()
    await power.schedule(wish(), spent)
    await vi.advanceTimersByTimeAsync(5000)
    await power.close()
    const next = createPower()
    expect(next.endedBootBefore).toBeNull()
    await next.settle()
    expect(lines.at(-1)).toMatchObject({ action: 'power_failed' })
    expect(readdirSync(dataDir)).toEqual([])
  })

  test('is not held up by a damaged file', async () => {
    await createPower().schedule(wish(), spent)
    vi.clearAllTimers()
    const [file = ''] = readdirSync(dataDir)
    writeFileSync(join(dataDir, file), '{"action":')
    const next = createPower()
    await next.settle()
    expect(readdirSync(dataDir)).toEqual([])
  })
})
