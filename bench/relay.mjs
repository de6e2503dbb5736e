// Stands between a browser and the server: what the server pushes can be kept, held back, and sent once more.
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

// Socket.IO's packet of an event, in an unmasked frame of text as servers send it (RFC 6455).
const eventPrefix = '42['

/**
 * @param {number} port the server's
 * @returns {Promise<{ base: string, heard: Map<string, object[]>, hold(isHeld: boolean): void,
 *   push(family: string, sample: object): void, close(): Promise<void> }>} `heard` are the samples of each family in their order,
 *   each once; `hold` keeps the server's own away from the page; `push` sends one to every page
 */
export async function startRelay(port) {
  const heard = new Map()
  const browsers = new Set()
  const sockets = new Set()
  let isHeld = false

  function hear([family, sample]) {
    if (!sample?.timestamp) return
    const samples = heard.get(family) ?? []
    if (!samples.some(({ timestamp }) => timestamp === sample.timestamp)) samples.push(sample)
    heard.set(family, samples)
  }
  function relayFrames(browser) {
    let rest = Buffer.alloc(0)
    return (chunk) => {
      const { frames, rest: left } = splitFrames(Buffer.concat([rest, chunk]))
      rest = left
      for (const { frame, text } of frames) {
        const isEvent = text.startsWith(eventPrefix)
        if (isEvent) hear(JSON.parse(text.slice(2)))
        if (!isEvent || !isHeld) browser.write(frame)
      }
    }
  }

  const relay = createServer((browser) => {
    const server = connect(port, '127.0.0.1')
    sockets.add(browser).add(server)
    let relayFrame
    browser.on('data', (chunk) => server.write(chunk))
    server.on('data', (chunk) => {
      if (relayFrame) return relayFrame(chunk)
      const end = chunk.toString('latin1').startsWith('HTTP/1.1 101') ? chunk.indexOf('\r\n\r\n') + 4 : 0
      browser.write(end > 0 ? chunk.subarray(0, end) : chunk)
      if (end === 0) return
      browsers.add(browser)
      relayFrame = relayFrames(browser)
      relayFrame(chunk.subarray(end))
    })
    for (const [one, other] of [
      [browser, server],
      [server, browser],
    ]) {
      one.setNoDelay(true)
      one.on('error', () => undefined)
      one.on('close', () => {
        sockets.delete(one)
        browsers.delete(one)
        other.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(relay, 'listening')
  return {
    base: `http://127.0.0.1:${relay.address().port}`,
    heard,
    hold(held) {
      isHeld = held
    },
    push(family, sample) {
      const frame = makeFrame(`42${JSON.stringify([family, sample])}`)
      for (const browser of browsers) browser.write(frame)
    },
    async close() {
      relay.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

function splitFrames(bytes) {
  const frames = []
  for (;;) {
    const short = bytes.length < 2 ? 0 : bytes[1] & 127
    const head = short === 126 ? 4 : short === 127 ? 10 : 2
    if (bytes.length < head) return { frames, rest: bytes }
    const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short
    if (bytes.length < head + length) return { frames, rest: bytes }
    const isText = (bytes[0] & 15) === 1
    frames.push({
      frame: bytes.subarray(0, head + length),
      text: isText ? `${bytes.subarray(head, head + length)}` : '',
    })
    bytes = bytes.subarray(head + length)
  }
}

function makeFrame(text) {
  const payload = Buffer.from(text)
  const head = Buffer.alloc(payload.length < 126 ? 2 : 4)
  head[0] = 0x81
  head[1] = Math.min(payload.length, 126)
  if (payload.length >= 126) head.writeUInt16BE(payload.length, 2)
  return Buffer.concat([head, payload])
}
