import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../run-server.ts'
import { type Box, bootBox, packageOf } from './box.ts'

const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8')
/** The page's blocks of commands, each with the heading that it stands under. */
const blocks = page.split(/^## /m).flatMap((section) => {
  const heading = section.slice(0, section.indexOf('\n'))
  return [...section.matchAll(/^```sh\n(.*?)^```/gms)].map(([, commands = '']) => ({ heading, commands }))
})

let box: Box
beforeAll(async () => {
  box = await bootBox()
  cpSync(`${packageOf('amd64')}.deb`, join(box.root, 'root', 'home-zenith_0.1.0_amd64.deb'))
  // What every Debian at home has, and this small one not.
  writeFileSync(join(box.root, 'usr/bin/sudo'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 })
  // There is no network to fetch them from.
  writeFileSync(join(box.root, 'etc/apt/apt.conf.d/test'), 'APT::Install-Recommends "false";\n')
  box.run('groupadd', '--system', 'docker')
  box.run('mkdir', '--parents', '/etc/cron.daily')
})
afterAll(() => box?.remove())

test('there are commands to try', () => expect(blocks.length).toBeGreaterThan(8))

// In their order, as on one machine.
test.each(blocks)('$heading: $commands', async ({ heading, commands }) => {
  box.run('sh', '-c', `cd /root; export PAGER=cat SYSTEMD_PAGER=; set -eu; ${commands}`)
  if (heading === 'Remove') return
  await until(
    async () => box.ask('/api/health/ready').status === 200,
    () => box.run('journalctl', '--unit', 'home-zenith', '--no-pager', '--lines', '30'),
    60_000,
  )
})
