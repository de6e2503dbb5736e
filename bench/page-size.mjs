import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

/** Bytes of all JavaScript of the built page, each file gzipped. */
export function measurePage() {
  const folder = fileURLToPath(new URL('../dashboard/dist/', import.meta.url))
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.js'))
  if (files.length === 0) throw new Error('the page is not built: run npm start once')
  return files.reduce((sum, name) => sum + gzipSync(readFileSync(folder + name), { level: 9 }).length, 0)
}
