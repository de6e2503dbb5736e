import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { Recorder, type RecorderOptions, Spool } from '../src/history/index.ts'
import type { Family } from '../src/metrics/family.ts'
import { createLogger } from '../src/platform/logger.ts'
import { makePartitions, noteLateSamples } from '../src/retention/index.ts'
import type { TestDatabase } from './test-database.ts'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** An empty folder, removed after the tests of the file. */
export function makeSpoolFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zenith-test-'))
  folders.push(folder)
  return folder
}

/** A recorder of these families, with a spool of its own. */
export async function createTestRecorder(
  db: TestDatabase,
  families: readonly Family[],
  options: Partial<RecorderOptions> = {},
): Promise<Recorder> {
  const log = createLogger('silent')
  return new Recorder({
    families,
    spool: options.spool ?? (await Spool.open({ folder: makeSpoolFolder(), log })),
    makePartitions: (table, timesMs) => makePartitions(db.database.prisma, table, timesMs),
    noteLate: noteLateSamples,
    monotonicMs: () => 0,
    log,
    ...options,
  })
}
