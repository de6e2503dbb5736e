import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Family } from '../src/metrics/family.ts'
import { createMachine, type FilesystemSize, type Machine } from '../src/sources/index.ts'

// A recorded machine: what its files said at a first reading, what had changed at the second, the sizes of its file
// systems, and the time between.
const machines = join(import.meta.dirname, 'machines')
const timestamp = '2026-01-01T00:00:00.000Z'

/** Samples each recorded machine with a family and compares the sample with the golden file of the machine's name. */
export function testRecordedMachines<Sample extends { timestamp: string }>(family: Family<Sample>, goldenDir: string) {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'zenith-machine-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const names = readdirSync(machines)
  test('there are some', () => expect(names.length).toBeGreaterThanOrEqual(7))

  test.each(names)('%s', async (name) => {
    const { elapsedMs, statfs } = JSON.parse(readFileSync(join(machines, name, 'machine.json'), 'utf8'))
    const change = (snapshot: 'before' | 'after') => cpSync(join(machines, name, snapshot), folder, { recursive: true })
    const unexpected: string[] = []
    let nowMs = 7_000_000
    change('before')
    const collector = family.createCollector(play(folder, statfs, unexpected, () => nowMs))
    await collector.prime()
    change('after')
    nowMs += elapsedMs
    const sample = await collector.collect(timestamp)

    expect(() => family.schema.parse({ timestamp, ...sample })).not.toThrow()
    await expect(`${JSON.stringify(sample, null, 2)}\n`).toMatchFileSnapshot(join(goldenDir, `${name}.json`))
    expect(unexpected).toEqual([])
  })
}

function play(
  folder: string,
  statfs: Record<string, FilesystemSize>,
  unexpected: string[],
  monotonicMs: () => number,
): Machine {
  const roots = {
    procfs: join(folder, 'proc'),
    sysfs: join(folder, 'sys'),
    rootfs: '/',
    dockerSocket: join(folder, 'docker.sock'),
  }
  return {
    ...createMachine(roots),
    monotonicMs,
    bootMs: monotonicMs,
    async statfs(path) {
      const size = statfs[path]
      if (size) return size
      unexpected.push(path)
      throw new Error(`${path} should not have been asked`)
    },
  }
}
