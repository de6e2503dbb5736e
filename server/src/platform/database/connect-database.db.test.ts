import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { createServer, type ListenOptions, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { explain } from './connect-database.ts'

const listen = (server: Server, at: ListenOptions) => new Promise<void>((resolve) => server.listen(at, resolve))
const close = (server: Server) => new Promise((resolve) => server.close(resolve))

test('a socket without a database is told as that, be it gone or left behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zenith-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const socket = join(folder, '.s.PGSQL.5432')
  const reach = () => new Client({ host: folder, user: 'zenith' }).connect()
  expect(explain(await reach().catch((error) => error))).toBe(`no database runs at the socket ${socket}`)

  const server = createServer()
  await listen(server, { path: `${socket}.new` })
  renameSync(`${socket}.new`, socket)
  await close(server)
  const error = await reach().catch((error) => error)
  expect([error.code, explain(error)]).toEqual(['ECONNREFUSED', `no database runs at the socket ${socket}`])
})

test('where DATABASE_URL names an address, that is told', async () => {
  const server = createServer()
  await listen(server, { port: 0, host: '127.0.0.1' })
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  await close(server)
  const error = await new Client({ connectionString: `postgresql://ann@127.0.0.1:${port}/home` })
    .connect()
    .catch((error) => error)
  expect(explain(error)).toBe('nothing listens at the address in DATABASE_URL')
})
