import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'
import { type Answer, JsonBytes, JsonText, TextStream } from './route.ts'

/** Sends what a handler answered: JSON, text that is JSON already, or a stream of text. */
export async function sendAnswer(response: Response, { status, body, headers = {} }: Answer): Promise<void> {
  const set = () => {
    response.status(status)
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  }
  if (body instanceof TextStream) return sendStream(response, body, set)
  set()
  if (body === undefined) response.end()
  else if (body instanceof JsonText) sendJson(response, body.text, body.tag)
  else if (body instanceof JsonBytes) sendJson(response, body.bytes, body.tag)
  else response.json(body)
}

function sendJson(response: Response, json: string | Buffer, tag: string | undefined): void {
  if (tag) {
    // Kept by the client alone, and never used without asking: the guard has its say each time.
    response.set({ ETag: tag, 'Cache-Control': 'private, no-cache' })
    // Express would not say so to a script: `fetch` sends `no-cache` beside a tag of its own.
    if (response.req.headers['if-none-match']?.split(/,\s*/).includes(tag)) {
      response.status(304).end()
      return
    }
  }
  response.type('application/json').send(json)
}

async function sendStream(response: Response, { type, chunks }: TextStream, begin: () => void): Promise<void> {
  const first = await chunks.next()
  begin()
  response.type(type)
  if (response.req.method === 'HEAD') {
    await chunks.return()
    response.end()
    return
  }
  await pipeline(Readable.from(resume(first, chunks)), response).catch((error: NodeJS.ErrnoException) => {
    // The client went away: nobody is left to tell.
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  })
}

async function* resume(first: IteratorResult<string, void>, rest: AsyncGenerator<string, void>) {
  if (first.done) return
  yield first.value
  yield* rest
}
