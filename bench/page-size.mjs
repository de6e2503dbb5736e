import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const folder = fileURLToPath(new URL('../dashboard/dist/', import.meta.url))

/** Bytes of the JavaScript that a page of the built dashboard loads, each file gzipped. */
export function measurePage(module) {
  const manifest = JSON.parse(readFileSync(`${folder}.vite/manifest.json`, 'utf8'))
  const files = new Set(['prepare.js'])
  const add = (name) => {
    const chunk = manifest[name]
    if (!chunk) throw new Error(`the built page has no ${name}`)
    if (files.has(chunk.file)) return
    files.add(chunk.file)
    for (const imported of chunk.imports ?? []) add(imported)
  }
  for (const name of ['index.html', 'src/show-app.tsx', module]) add(name)
  return [...files].reduce((sum, name) => sum + gzipSync(readFileSync(folder + name), { level: 9 }).length, 0)
}
