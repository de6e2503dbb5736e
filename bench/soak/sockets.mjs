// A process of its own, so that it takes no time from the server's loop: clients that check that they miss no sample.
import { io } from 'socket.io-client'

const families = ['system', 'network', 'docker', 'filesystem']
/** Every sample that anybody was sent, in its order: @type {Map<string, string[]>} */
const sent = new Map(families.map((name) => [name, []]))
const clients = []
const state = { received: 0, reconnects: 0, faults: [] }
let awaited

/** A client that may miss samples only between a disconnection and the connection after it, which it sees. */
function watch(base, token) {
  const socket = io(base, {
    auth: { token },
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 200,
    reconnectionDelayMax: 1000,
  })
  const client = { socket, at: new Map() }
  let wasConnected = false
  socket.on('connect', () => {
    if (wasConnected) state.reconnects += 1
    wasConnected = true
    client.at.clear()
  })
  // Refused by the server, as while it cannot ask its database who this is: not tried again by itself.
  socket.on('connect_error', () => socket.active || setTimeout(() => socket.connect(), 500))
  for (const name of families) socket.on(name, ({ timestamp }) => take(client, name, timestamp))
  clients.push(client)
}

function take(client, name, timestamp) {
  state.received += 1
  const samples = sent.get(name)
  const at = client.at.get(name)
  if (at === undefined) {
    // The latest, which the server sends first.
    const found = samples.lastIndexOf(timestamp)
    client.at.set(name, found >= 0 ? found : samples.push(timestamp) - 1)
  } else if (samples.length === at + 1 || samples[at + 1] === timestamp) {
    samples[at + 1] = timestamp
    client.at.set(name, at + 1)
  } else {
    state.faults.push(`${name}: ${samples[at + 1]} was due, ${timestamp} came`)
    client.at.delete(name)
  }
  tellWhenThere()
}

function tellWhenThere() {
  if (awaited === undefined) return
  const samples = sent.get('system')
  if (samples.at(-1) !== awaited) return
  if (!clients.every(({ socket, at }) => !socket.connected || at.get('system') === samples.length - 1)) return
  awaited = undefined
  process.send({ there: true })
}

process.on('message', ({ connect, reconnect, until, report }) => {
  if (connect) for (let count = 0; count < connect.count; count += 1) watch(connect.base, connect.token)
  if (reconnect) {
    // As by a network that goes away: each tries again by itself. The others' turn is next time.
    const dropped = clients.splice(0, reconnect)
    clients.push(...dropped)
    for (const { socket } of dropped) socket.io.engine.close()
  }
  if (until) {
    awaited = until
    tellWhenThere()
  }
  if (report) {
    const connected = clients.filter(({ socket }) => socket.connected).length
    process.send({ report: { ...state, connected, sent: Object.fromEntries(sent) } })
  }
})
process.on('disconnect', () => process.exit())
