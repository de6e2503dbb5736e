import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writePrivateFile } from '../platform/write-private-file.ts'

/** Of DATA_DIR: the key of the access tokens, and the self-signed certificate that browsers have accepted. */
const names = ['jwt-secret', 'tls-key.pem', 'tls-cert.pem']

/** Those that are there, by their names. */
export function readSecretFiles(dataDir: string): Record<string, Buffer> {
  const found = names.filter((name) => existsSync(join(dataDir, name)))
  return Object.fromEntries(found.map((name) => [name, readFileSync(join(dataDir, name))]))
}

/** Puts them back; a backup may hold no others. */
export function writeSecretFiles(dataDir: string, files: Record<string, string>): void {
  for (const name of names) {
    const content = files[name]
    if (content !== undefined) writePrivateFile(join(dataDir, name), Buffer.from(content, 'base64').toString('utf8'))
  }
}
