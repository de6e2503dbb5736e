import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { makeScratch, packageOf, run } from './box.ts'

// The machine in the header of an ELF file, elf.h.
const machines = { amd64: 62, arm64: 183, armhf: 40 }

describe.each(Object.entries(machines))('the package for %s', (architecture, machine) => {
  const deb = `${packageOf(architecture)}.deb`

  test('is small, and has in the tar archive what it installs', () => {
    expect(statSync(deb).size).toBeLessThanOrEqual(60e6)
    const installed = execFileSync('dpkg-deb', ['--fsys-tarfile', deb], { maxBuffer: 1e9 })
    expect(installed.equals(gunzipSync(readFileSync(`${packageOf(architecture)}.tar.gz`)))).toBe(true)
    expect(run('dpkg-deb', '--field', deb, 'Architecture').trim()).toBe(architecture)
  })

  test('has programs and libraries of that architecture alone, the three that it needs among them', () => {
    const folder = makeScratch()
    run('dpkg-deb', '--extract', deb, folder)
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const compiled = files
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({ path, head: readFileSync(path).subarray(0, 20) }))
      .filter(({ head }) => head.subarray(0, 4).equals(Buffer.from('\x7fELF')))
    expect(compiled.filter(({ head }) => head.readUInt16LE(18) !== machine)).toEqual([])
    for (const name of [/\/bin\/postgres$/, /\/bin\/initdb$/, /\/argon2\.(armv\d\.)?glibc\.node$/])
      expect(compiled.filter(({ path }) => name.test(path))).toHaveLength(1)
    // A link to nowhere is a library that is missing.
    expect(run('find', folder, '-xtype', 'l', '-not', '-name', 'timezone')).toBe('')
  })
})

test('the same source gives the same bytes, whoever packs it', () => {
  const deb = `${packageOf('amd64')}.deb`
  const before = readFileSync(deb)
  const script = fileURLToPath(new URL('../../scripts/package.mjs', import.meta.url))
  execFileSync('sh', ['-c', `umask 077; exec "${process.execPath}" "${script}" amd64`], {
    env: { ...process.env, TZ: 'Asia/Tokyo', LC_ALL: 'C' },
    cwd: '/',
  })
  expect(readFileSync(deb).equals(before)).toBe(true)
})
