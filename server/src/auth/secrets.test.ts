import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadJwtSecret, loadSetupCode } from './secrets.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'zenith-secrets-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))
const modeOf = (name: string) => statSync(join(dataDir, name)).mode & 0o777

describe('the key of the access tokens', () => {
  test('is made once and kept, for its owner alone', () => {
    const made = loadJwtSecret(undefined, dataDir)
    expect([made.length, modeOf('jwt-secret')]).toEqual([64, 0o600])
    chmodSync(join(dataDir, 'jwt-secret'), 0o644)
    expect([loadJwtSecret(undefined, dataDir), modeOf('jwt-secret')]).toEqual([made, 0o600])
  })

  test('is the preset one, which is written nowhere', () => {
    expect(loadJwtSecret('p'.repeat(32), dataDir)).toBe('p'.repeat(32))
    expect(existsSync(join(dataDir, 'jwt-secret'))).toBe(false)
  })

  test.each(['', 'password1', 'x'.repeat(31)])('is made anew when the file holds only %j', (content) => {
    writeFileSync(join(dataDir, 'jwt-secret'), content)
    const made = loadJwtSecret(undefined, dataDir)
    expect(made).toHaveLength(64)
    expect([loadJwtSecret(undefined, dataDir), modeOf('jwt-secret')]).toEqual([made, 0o600])
  })
})

test('a secret that cannot be read names its file', () => {
  mkdirSync(join(dataDir, 'jwt-secret'))
  expect(() => loadJwtSecret(undefined, dataDir)).toThrow(`${join(dataDir, 'jwt-secret')} cannot be read: EISDIR`)
})

describe('the setup code', () => {
  test('that was made is readable, kept, and compared without case, dashes and spaces', () => {
    const code = loadSetupCode(undefined, dataDir).show()
    expect(code).toMatch(/^([2-9A-HJ-NP-Z]{4}-){2}[2-9A-HJ-NP-Z]{4}$/)
    const setupCode = loadSetupCode(undefined, dataDir)
    expect([setupCode.show(), modeOf('setup-code')]).toEqual([code, 0o600])
    for (const given of [code, code.toLowerCase(), code.replaceAll('-', ''), ` ${code.replaceAll('-', ' ')} `])
      expect(setupCode.matches(given)).toBe(true)
    for (const given of [undefined, '', '-', code.slice(1), `${code}2`]) expect(setupCode.matches(given)).toBe(false)
    setupCode.forget()
    expect(existsSync(join(dataDir, 'setup-code'))).toBe(false)
  })

  test('that was preset is compared as it stands', () => {
    const setupCode = loadSetupCode('Se-cret code', dataDir)
    expect(setupCode.show()).toBe('Se-cret code')
    expect(setupCode.matches('Se-cret code')).toBe(true)
    for (const given of ['se-cret code', 'Secret code', 'Se-cret code ']) expect(setupCode.matches(given)).toBe(false)
    expect(loadSetupCode('--------', dataDir).matches('')).toBe(false)
    expect(existsSync(join(dataDir, 'setup-code'))).toBe(false)
  })

  test('is not made by a guess, which would leave a code behind after the first account', () => {
    expect(loadSetupCode(undefined, dataDir).matches('AAAA-AAAA-AAAA')).toBe(false)
    expect(existsSync(join(dataDir, 'setup-code'))).toBe(false)
  })
})
