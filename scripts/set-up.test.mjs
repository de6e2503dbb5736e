import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'

const entry = readFileSync(new URL('./set-up.mjs', import.meta.url), 'utf8')
const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

/** What the entry does on a given version of Node: the error that it prints, or none when it goes on. */
function enter(version) {
  const errors = []
  const process = { versions: { node: version }, execPath: '/usr/bin/node' }
  const code = entry.replace(/import\((.*?)\)/, 'load($1)')
  const load = () => new Promise(() => {})
  runInNewContext(code, { process, load, console: { error: (line) => errors.push(line) } })
  return { error: errors[0] ?? null, exitCode: process.exitCode ?? 0 }
}

test.each(['20.19.0', '20.20.2', '22.12.0', '24.0.0', '26.1.0'])('goes on with Node %s', (version) => {
  expect(enter(version)).toEqual({ error: null, exitCode: 0 })
})

test.each(['12.22.9', '14.21.3', '18.20.8', '20.18.9', '21.7.3', '22.11.0', '23.11.1'])(
  'refuses Node %s',
  (version) => {
    const { error, exitCode } = enter(version)
    expect(exitCode).toBe(1)
    expect(error).toContain(`this is ${version} (/usr/bin/node)`)
    expect(error).not.toContain('\n')
  },
)

test('says the version that package.json asks for', () => {
  expect(enter('18.0.0').error).toContain(`Node.js ${engines.node.replace('>=', '')}`)
})
