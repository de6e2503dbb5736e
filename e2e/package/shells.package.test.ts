import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { makeScratch, packageOf, run } from './box.ts'

let folder: string
let commands: string[]

beforeAll(() => {
  folder = makeScratch()
  run('dpkg-deb', '--extract', `${packageOf('amd64')}.deb`, folder)
  const help = run(join(folder, 'usr/lib/home-zenith/bin/zenith'), '--help')
  commands = [...help.slice(help.indexOf('Commands:')).matchAll(/^ {2}([a-z-]+) /gm)].map(([, name = '']) => name)
  expect(commands).toContain('serve')
})

test('bash completes every command', () => {
  const script = `. ${folder}/usr/share/bash-completion/completions/zenith
    COMP_WORDS=(zenith ''); COMP_CWORD=1; _zenith; echo "\${COMPREPLY[@]}"`
  expect(run('bash', '-c', script).trim().split(' ')).toEqual(expect.arrayContaining(commands))
})

test('fish completes every command', () => {
  const script = `source ${folder}/usr/share/fish/vendor_completions.d/zenith.fish; complete --do-complete 'zenith '`
  const offered = execFileSync('fish', ['--no-config', '-c', script], {
    encoding: 'utf8',
    env: { ...process.env, HOME: folder },
  })
  expect(offered.split('\n').map((line) => line.split('\t')[0])).toEqual(expect.arrayContaining(commands))
  const below = execFileSync('fish', ['--no-config', '-c', script.replace("'zenith '", "'zenith power '")], {
    encoding: 'utf8',
    env: { ...process.env, HOME: folder },
  })
  expect(below).toContain('cancel\t')
})

test('zsh completes every command', () => {
  const file = `${folder}/usr/share/zsh/vendor-completions/_zenith`
  // What zsh would show, printed.
  const script = `_describe() { print -rl -- \${(P)2} }; words=(zenith ''); CURRENT=2; source ${file}`
  const offered = run('zsh', '-f', '-c', script)
    .split('\n')
    .map((line) => line.split(':')[0])
  expect(offered).toEqual(expect.arrayContaining(commands))
})

test('the manual is one that man takes, and has every command', () => {
  const page = `${folder}/usr/share/man/man1/zenith.1.gz`
  const lint = run('sh', '-c', `gzip -dc ${page} | mandoc -T lint -W warning || true`)
  expect(lint.split('\n').filter((line) => line && !line.includes('missing date'))).toEqual([])
  const text = run('sh', '-c', `gzip -dc ${page} | mandoc -T utf8 | col -b`)
  for (const name of commands.filter((name) => name !== 'help')) expect(text).toContain(`zenith ${name}`)
})
