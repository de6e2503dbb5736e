import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { measureProcessTree } from './process-tree.ts'

test('a process is measured with its children, and those that have ended', async () => {
  const busy = 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done'
  const shell = spawn('sh', ['-c', `(${busy}); sleep 60 & echo ready; wait`], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  })
  await new Promise((resolve) => shell.stdout.once('data', resolve))
  const { pid = 0 } = shell
  const measured = measureProcessTree(pid)
  process.kill(-pid)
  expect(measured?.cpuMs).toBeGreaterThanOrEqual(10)
  expect(measured?.memoryBytes).toBeGreaterThan(100_000)
})

test('one that is not there is not known', () => expect(measureProcessTree(2 ** 30)).toBeNull())
