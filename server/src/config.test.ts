import { describe, expect, test } from 'vitest'
import { ConfigError, parseConfig } from './config.ts'

function mistakesOf(environment: Record<string, string>): string[] {
  try {
    parseConfig(environment, '/srv')
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n')
    throw error
  }
  return []
}

describe('settings', () => {
  test('have the defaults of the contract', () => {
    expect(parseConfig({}, '/srv')).toEqual({
      DATABASE_URL: undefined,
      JWT_SECRET: undefined,
      PORT: 3000,
      HTTP_HOST: '127.0.0.1',
      HTTPS_PORT: 3443,
      HTTPS_HOST: undefined,
      TLS_CERT_FILE: undefined,
      TLS_KEY_FILE: undefined,
      HSTS: false,
      NODE_ENV: 'production',
      LOG_LEVEL: 'info',
      DATA_DIR: '/srv/data',
      TRUST_PROXY: 0,
      CORS_ORIGIN: [],
      DOCKER_SOCKET: '/var/run/docker.sock',
      PROCFS_PATH: '/proc',
      SYSFS_PATH: '/sys',
      ROOTFS_PATH: '/',
      POWER_CONTROL: 'enabled',
      SETUP_CODE: undefined,
      RETENTION_HOURLY_DAYS: undefined,
    })
  })

  test('an empty variable is one that is not set', () => {
    expect(parseConfig({ PORT: '', JWT_SECRET: '' }, '/srv')).toMatchObject({ PORT: 3000, JWT_SECRET: undefined })
  })

  test('origins are split', () => {
    const { CORS_ORIGIN } = parseConfig({ CORS_ORIGIN: 'https://a.example, http://b.example:8080' }, '/srv')
    expect(CORS_ORIGIN).toEqual(['https://a.example', 'http://b.example:8080'])
  })

  test.each([
    ['PORT', '70000', '"70000"'],
    ['PORT', 'abc', '"abc"'],
    ['PORT', '0x50', '"0x50"'],
    ['HTTPS_PORT', '-1', '"-1"'],
    ['LOG_LEVEL', 'loud', '"loud"'],
    ['NODE_ENV', 'prod', '"prod"'],
    ['HSTS', 'maybe', '"maybe"'],
    ['TRUST_PROXY', 'yes', '"yes"'],
    ['CORS_ORIGIN', '*', '"*"'],
    ['CORS_ORIGIN', 'https://a.example/path', '"https://a.example/path"'],
    ['POWER_CONTROL', 'on', '"on"'],
    ['RETENTION_HOURLY_DAYS', '0', '"0"'],
    ['PROCFS_PATH', '/nowhere', '"/nowhere"'],
    ['SYSFS_PATH', '/dev/null', '"/dev/null"'],
    ['ROOTFS_PATH', '/dev/null/x', '"/dev/null/x"'],
  ])('%s=%s is a line that names the variable and what it holds', (name, value, holds) => {
    const [line, ...others] = mistakesOf({ [name]: value })
    expect(others).toEqual([])
    expect(line).toContain(`${name} holds ${holds}; it takes `)
  })

  test.each([
    ['DATABASE_URL', 'mysql://user:hunter2hunter2@host/db'],
    ['JWT_SECRET', 'too-short-a-secret'],
    ['SETUP_CODE', 'short'],
  ])('%s is not repeated in the message', (name, value) => {
    const [line] = mistakesOf({ [name]: value })
    expect(line).toContain(`${name} holds a value of ${value.length} characters`)
    expect(line).not.toContain(value)
  })

  test('every mistake has its line', () => {
    expect(mistakesOf({ PORT: 'x', LOG_LEVEL: 'y', JWT_SECRET: 'z' })).toHaveLength(3)
  })

  test('half a certificate and a port used twice are mistakes', () => {
    expect(mistakesOf({ TLS_CERT_FILE: '/a.pem' })[0]).toContain('TLS_KEY_FILE is not set')
    expect(mistakesOf({ PORT: '3443' })[0]).toContain('HTTPS_PORT')
    expect(mistakesOf({ PORT: '3443', TLS_KEY_FILE: '/a.pem', LOG_LEVEL: 'y' })).toHaveLength(3)
  })
})
