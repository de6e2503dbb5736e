import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dockerSampleSchema } from '@home-zenith/contract'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FakeEngine } from '../../../test/fake-engine.ts'
import { createMachine } from '../../sources/index.ts'
import { createDockerCollector } from './collect.ts'

// What engines answered: that of Docker 20 recorded, but for its network and disks; the others by their documentation.
const recordings = join(import.meta.dirname, 'engines')
const timestamp = '2026-01-01T12:00:00.000Z'
let folder: string
let engine: FakeEngine

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zenith-engine-'))
  mkdirSync(join(folder, 'proc'))
  writeFileSync(join(folder, 'proc/meminfo'), 'MemTotal:       16000000 kB\n')
  engine = new FakeEngine()
  await engine.listen(join(folder, 'docker.sock'))
})
afterEach(async () => {
  await engine.close()
  rmSync(folder, { recursive: true })
})

describe('an engine', () => {
  const names = readdirSync(recordings).map((name) => name.replace('.json', ''))

  test('there are some', () => expect(names.length).toBeGreaterThanOrEqual(4))

  test.each(names)('%s', async (name) => {
    const { before, after, ...answers } = JSON.parse(readFileSync(join(recordings, `${name}.json`), 'utf8'))
    const roots = { procfs: join(folder, 'proc'), sysfs: join(folder, 'sys'), rootfs: '/' }
    let nowMs = 1000
    const machine = {
      ...createMachine({ ...roots, dockerSocket: join(folder, 'docker.sock') }),
      monotonicMs: () => nowMs,
    }
    const collector = createDockerCollector(machine)
    engine.answers = { ...answers, stats: before }
    await collector.prime()
    engine.answers = { ...answers, stats: after }
    nowMs += 4000
    const sample = await collector.collect(timestamp)
    collector.close?.()
    expect(dockerSampleSchema.parse({ timestamp, ...sample }).available).toBe(true)
    await expect(`${JSON.stringify(sample, null, 2)}\n`).toMatchFileSnapshot(
      join(import.meta.dirname, 'golden', `${name}.json`),
    )
    expect(engine.asked.some((path) => path.startsWith(`/v${answers.version}/containers/json`))).toBe(true)
  })
})
