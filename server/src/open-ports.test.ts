import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { expect, onTestFinished, test } from 'vitest'
import { parseConfig } from './config.ts'
import { openPorts } from './open-ports.ts'
import { createLogger } from './platform/logger.ts'

function open(files: { TLS_CERT_FILE: string; TLS_KEY_FILE: string }) {
  const config = parseConfig({ PORT: '0', HTTPS_HOST: '127.0.0.1', ...files }, '/srv')
  return openPorts(express(), config, createLogger('silent'))
}

test('files that cannot be read are a line each, with what they hold and what they take', async () => {
  const refused = open({ TLS_CERT_FILE: '/no/cert.pem', TLS_KEY_FILE: '/no/key.pem' })
  await expect(refused).rejects.toThrow(
    /^TLS_CERT_FILE holds "\/no\/cert.pem"; it takes .*ENOENT.*\nTLS_KEY_FILE holds "\/no\/key.pem"; it takes .*ENOENT.*$/,
  )
})

test('files that are no pair are told, too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zenith-pair-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'none.pem')
  writeFileSync(file, 'no certificate')
  const refused = open({ TLS_CERT_FILE: file, TLS_KEY_FILE: file })
  await expect(refused).rejects.toThrow(`TLS_CERT_FILE holds "${file}" and TLS_KEY_FILE "${file}"; they take `)
})
