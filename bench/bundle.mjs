// Modules of the product, in TypeScript, for a benchmark that calls them itself.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/**
 * @param {string} entry a file beside this one
 * @param {import('esbuild').BuildOptions} options
 */
export async function importBundled(entry, options = {}) {
  // Where the packages that it looks for at run time are found.
  const folder = fileURLToPath(new URL('../node_modules/.cache/zenith-bench', import.meta.url))
  mkdirSync(folder, { recursive: true })
  const outfile = `${folder}/${entry.replace(/\.ts$/, '.mjs')}`
  await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    external: ['pg-native'],
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
    ...options,
  })
  return import(outfile)
}
