import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemSampleSchema } from '@home-zenith/contract'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMachine, type FilesystemSize, type Machine } from '../../sources/index.ts'
import { systemFamily } from './family.ts'

// A recorded machine: what its files said at a first reading, what had changed at the second, the sizes of its file
// systems, and the time between.
const machines = join(import.meta.dirname, 'machines')
const names = readdirSync(machines)

let folder: string
let nowMs: number
let statfsCalls: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zenith-machine-'))
  nowMs = 7_000_000
  statfsCalls = []
})
afterEach(() => rmSync(folder, { recursive: true }))

const change = (name: string, snapshot: 'before' | 'after') =>
  cpSync(join(machines, name, snapshot), folder, { recursive: true })

function play(statfs: Record<string, FilesystemSize>): Machine {
  const roots = { procfs: join(folder, 'proc'), sysfs: join(folder, 'sys'), rootfs: '/' }
  return {
    ...createMachine(roots),
    monotonicMs: () => nowMs,
    async statfs(path) {
      statfsCalls.push(path)
      const size = statfs[path]
      if (!size) throw new Error(`${path} should not have been asked`)
      return size
    },
  }
}

describe('a recorded machine', () => {
  test('there are some', () => expect(names.length).toBeGreaterThanOrEqual(7))

  test.each(names)('%s', async (name) => {
    const { elapsedMs, statfs } = JSON.parse(readFileSync(join(machines, name, 'machine.json'), 'utf8'))
    change(name, 'before')
    const collector = systemFamily.createCollector(play(statfs))
    await collector.prime()
    change(name, 'after')
    nowMs += elapsedMs
    const sample = await collector.collect()

    expect(() => systemSampleSchema.parse({ timestamp: '2026-01-01T00:00:00.000Z', ...sample })).not.toThrow()
    await expect(`${JSON.stringify(sample, null, 2)}\n`).toMatchFileSnapshot(join('golden', `${name}.json`))
    expect(statfsCalls.filter((path) => !statfs[path])).toEqual([])
  })
})
