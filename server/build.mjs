// Bundles the server into dist/: one program of 5 MB instead of a tree of packages, which starts faster and in less memory.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const serverDir = fileURLToPath(new URL('.', import.meta.url))
const outdir = `${serverDir}dist`

// Prisma carries its query compiler as base64 in JavaScript; read from a file, it costs 12 MB of memory less.
const wasmFromFile = {
  name: 'wasm-from-file',
  setup({ onLoad }) {
    onLoad({ filter: /\.wasm-base64\.mjs$/ }, async ({ path }) => {
      const { wasm } = await import(pathToFileURL(path).href)
      writeFileSync(`${outdir}/query-compiler.wasm`, Buffer.from(wasm, 'base64'))
      return {
        contents: `import { readFileSync } from 'node:fs'
          export const wasm = readFileSync(new URL('./query-compiler.wasm', import.meta.url))`,
      }
    })
  },
}

rmSync(outdir, { recursive: true, force: true })
mkdirSync(outdir, { recursive: true })
await build({
  absWorkingDir: serverDir,
  // The second runs on a thread of its own.
  entryPoints: { main: 'src/main.ts', 'read-hardware': 'src/sources/read-hardware.ts' },
  outdir,
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  sourcemap: 'linked',
  sourcesContent: false,
  // Names are kept, for the stacks in the log.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'linked',
  logLevel: 'warning',
  plugins: [wasmFromFile],
  // argon2 finds its compiled half beside its own files; pg's optional native half is not used.
  external: ['argon2', 'pg-native'],
  // Packages in CommonJS ask for Node's own modules by `require`, which ES modules do not have.
  banner: {
    js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
  },
})
