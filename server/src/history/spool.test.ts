import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type Line, recordLog } from '../platform/database/embedded/testing.ts'
import { Spool, type SpoolOptions } from './spool.ts'
import { encodeRecord, type SpoolEntry } from './spool-record.ts'

let folder: string
let lines: Line[]
let opened: Spool[]

beforeEach(() => {
  const parent = mkdtempSync(join(tmpdir(), 'zenith-test-'))
  folder = join(parent, 'spool')
  opened = []
  onTestFinished(async () => {
    for (const spool of opened) await spool.close()
    rmSync(parent, { recursive: true, force: true })
  })
})

/** As a start of the server finds it. */
async function open(options: Partial<SpoolOptions> = {}): Promise<Spool> {
  const recorded = recordLog()
  lines = recorded.lines
  const spool = await Spool.open({ folder, log: recorded.log, ...options })
  opened.push(spool)
  return spool
}

const messages = () => lines.map(({ msg }) => msg)

const entry = (number: number, text = ''): SpoolEntry => ({
  family: 'probe',
  sample: { timestamp: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(), ...{ number, text } },
})
const numberOf = ({ sample }: SpoolEntry) => (sample as { number?: number }).number

async function drain(spool: Spool): Promise<unknown[]> {
  const seen: unknown[] = []
  for (let entries = await spool.next(); entries; entries = await spool.next()) {
    seen.push(...entries.map(numberOf))
    await spool.done()
  }
  return seen
}

const files = () => readdirSync(folder).map((name) => join(folder, name))

describe('a spool', () => {
  test('touches nothing until a sample has to wait', async () => {
    const spool = await open()
    expect([await spool.next(), spool.isEmpty, spool.newestMs]).toEqual([null, true, null])
    expect(() => readdirSync(folder)).toThrow(/ENOENT/)
  })

  test('gives what it took in order, over many files, and what comes meanwhile after it', async () => {
    const spool = await open({ segmentBytes: 600, chunkBytes: 200 })
    for (let number = 0; number < 20; number += 2) await spool.append([entry(number), entry(number + 1)])
    expect(files().length).toBeGreaterThan(2)
    const first = await spool.next()
    expect(first?.map(numberOf)).toEqual([0, 1, 2, 3])
    expect(await spool.next()).toEqual(first)
    await spool.append([entry(20)])
    await spool.done()
    expect(await drain(spool)).toEqual(Array.from({ length: 17 }, (_, index) => index + 4))
    expect([spool.isEmpty, files()]).toEqual([true, []])
    await spool.append([entry(21)])
    expect(await drain(spool)).toEqual([21])
  })

  test('outlives the process, and knows the newest that waits', async () => {
    const spool = await open({ segmentBytes: 300 })
    for (const number of [1, 2, 3, 4, 5]) await spool.append([entry(number)])
    await spool.next()
    await spool.done()
    const again = await open()
    expect(again.newestMs).toBe(Date.UTC(2026, 0, 1) + 5000)
    await again.append([entry(6)])
    const rest = await drain(again)
    expect(rest.slice(-3)).toEqual([4, 5, 6])
  })

  test('leaves out the torn tail of a crash, wherever it was torn, and nothing else', async () => {
    const torn = encodeRecord([entry(2), entry(3, 'ä\n"')])
    mkdirSync(folder)
    // Whole but for the line feed is whole.
    const cuts = torn.length - 2
    for (let kept = 1; kept <= cuts + 1; kept += 1) {
      const content = Buffer.concat([encodeRecord([entry(1)]), torn.subarray(0, kept)])
      writeFileSync(join(folder, `${String(kept).padStart(8, '0')}.spool`), content)
    }
    const spool = await open()
    await spool.append([entry(4)])
    expect(spool.newestMs).toBe(Date.UTC(2026, 0, 1) + 3000)
    expect(await drain(spool)).toEqual([...Array(cuts).fill(1), 1, 2, 3, 4])
    expect(messages()).toEqual(Array(cuts).fill('the last batch before a crash was not kept whole; it is left out'))
  })

  test('leaves out a batch that was damaged, or is of another shape, and goes on behind it', async () => {
    const spool = await open()
    for (const number of [1, 2, 3]) await spool.append([entry(number)])
    const [path = ''] = files()
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replace('"number":2', '"number":7'))
    appendFileSync(path, encodeRecord([{ kind: 'newer' } as never]))
    appendFileSync(path, encodeRecord([entry(4)]))
    expect(await drain(await open())).toEqual([1, 3, 4])
    expect(messages().filter((message) => message.includes('damaged or unknown'))).toHaveLength(2)
  })

  test('keeps to its bound: the oldest file goes, and that is said', async () => {
    const spool = await open({ segmentBytes: 300, limitBytes: 1200, chunkBytes: 1 })
    for (let number = 0; number < 12; number += 1) {
      await spool.append([entry(number)])
      if (number === 2) await spool.next()
      expect(files().reduce((sum, path) => sum + statSync(path).size, 0)).toBeLessThanOrEqual(1200)
    }
    // What was given before its file went is not done again.
    await spool.done()
    const left = await drain(spool)
    expect(left.at(-1)).toBe(11)
    expect(left.length).toBeGreaterThan(4)
    expect(left).toEqual(Array.from({ length: left.length }, (_, index) => 12 - left.length + index))
    expect(messages().some((message) => message.includes('oldest samples that wait on disk are dropped'))).toBe(true)
  })

  test('says what the disk says, and takes the next batch when it can', async () => {
    const spool = await open()
    writeFileSync(folder, 'a file in its place')
    await expect(spool.append([entry(1)])).rejects.toThrow(/EEXIST|ENOTDIR/)
    rmSync(folder)
    await spool.append([entry(2)])
    expect(await drain(spool)).toEqual([2])
  })

  test('goes on behind a file that cannot be read', async () => {
    const spool = await open({ segmentBytes: 1 })
    for (const number of [1, 2, 3]) await spool.append([entry(number)])
    rmSync(files()[1] ?? '')
    expect(await drain(spool)).toEqual([1, 3])
  })
})
