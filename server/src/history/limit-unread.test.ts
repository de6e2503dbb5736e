import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Request } from 'express'
import { afterEach, expect, test } from 'vitest'
import { limitUnread } from './limit-unread.ts'

// More than the kernel takes for a client that does not read.
const bytes = 16 * 2 ** 20
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function serve(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => server.close().closeAllConnections())
  const { port } = server.address() as AddressInfo
  return (user: string) => {
    const asked = request({ port, host: '127.0.0.1', path: `/${user}`, agent: false }).on('error', () => undefined)
    asked.end()
    return asked
  }
}

/** Answers whoever asks for as long as the bound lets it, else 429. */
function answering() {
  const note = limitUnread(bytes)
  return serve((asked, res) => {
    try {
      note({ res } as unknown as Request, asked.url ?? '', bytes)
      res.end(Buffer.alloc(bytes))
    } catch (error) {
      res.writeHead((error as { code: string }).code === 'too_many_requests' ? 429 : 500).end()
    }
  })
}
const answered = async (asked: ReturnType<typeof request>) => {
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return answer
}

test('who has not taken what was answered waits, until it is taken or given up; others do not', async () => {
  const ask = await answering()
  const status = async (user: string) => (await answered(ask(user))).statusCode
  const first = await answered(ask('ann'))
  expect([first.statusCode, await status('ann')]).toEqual([200, 429])
  first.resume()
  await once(first, 'end')
  const second = await answered(ask('ann'))
  expect([second.statusCode, await status('ann'), await status('bob')]).toEqual([200, 429, 200])
  second.destroy()
  await expect.poll(() => status('ann')).toBe(200)
})

test('who went away before the answer was there owes nothing', async () => {
  const note = limitUnread(bytes)
  let gone = 0
  const ask = await serve((_asked, res) => {
    res.once('close', () =>
      setImmediate(() => {
        note({ res } as unknown as Request, 'ann', bytes)
        gone += 1
      }),
    )
  })
  for (const count of [1, 2, 3]) {
    const asked = ask('ann')
    await once(asked, 'socket')
    setTimeout(() => asked.destroy(), 50)
    await expect.poll(() => gone).toBe(count)
  }
})
