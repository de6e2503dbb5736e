import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { writeTar } from './write-tar.mjs'

const time = 1_700_000_000
const tar = (archive, ...args) =>
  execFileSync('tar', args, { input: archive, encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } })
const long = `${'folder/'.repeat(20)}${'n'.repeat(90)}`

test('is what tar reads: folders, files, links and long paths, all of them root’s', () => {
  const archive = writeTar(
    [
      { path: 'etc', mode: 0o755, isFolder: true },
      { path: 'etc/secret', mode: 0o640, content: Buffer.from('hush') },
      { path: 'etc/link', target: 'secret' },
      { path: long, mode: 0o755, content: Buffer.alloc(513, 'x') },
    ],
    time,
  )
  const lines = tar(archive, '-tv', '--full-time').trim().split('\n')
  expect(lines.map((line) => line.replace(/ +/g, ' '))).toEqual([
    'drwxr-xr-x root/root 0 2023-11-14 22:13:20 ./etc/',
    '-rw-r----- root/root 4 2023-11-14 22:13:20 ./etc/secret',
    'lrwxrwxrwx root/root 0 2023-11-14 22:13:20 ./etc/link -> secret',
    `-rwxr-xr-x root/root 513 2023-11-14 22:13:20 ./${long}`,
  ])
  expect(tar(archive, '-xO', './etc/secret')).toBe('hush')
  expect(tar(archive, '-xO', `./${long}`)).toBe('x'.repeat(513))
})

test('a path that does not fit is refused, not cut', () => {
  const path = `etc/${'n'.repeat(101)}`
  expect(() => writeTar([{ path, mode: 0o644, content: Buffer.alloc(0) }], time)).toThrow(`./${path} is too long`)
})
