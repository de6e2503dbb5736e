// A process of its own, so that it takes no time from the server's loop: clients that check that they miss no sample.
import { io } from 'socket.io-client'

const families = ['system', 'network', 'docker', 'filesystem']
// Of one address 120 handshakes a minute are answered, and 500 people at home have many.
const clientsOfAddress = 10
/** Every sample that anybody was sent, in its order: @type {Map<string, string[]>} */
const sent = new Map(families.map((name) => [name, []]))
const clients = []
const state = { received: 0, reconnects: 0, faults: [] }
let awaited
let awaitsAll = false

/** A client that may miss samples only between a disconnection and the connection after it, which it sees. */
function watch(base, token) {
  const socket = io(base, {
    auth: { token },
    transports: ['websocket'],
    forceNew: true,
    localAddress: `127.0.0.${2 + Math.floor(clients.length / clientsOfAddress)}`,
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
  for (const name of families) socket.on(name, (sample) => take(client, name, sample))
  clients.push(client)
}

function take(client, name, sample) {
  state.received += 1
  const { timestamp } = sample
  const samples = sent.get(name)
  const before = samples.length
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
  if (name === 'docker' && samples.length > before) {
    const measured = sample.containers.filter((container) => container.memory_usage !== null)
    process.send({ docker: { timestamp, measured: measured.length } })
  }
  tellWhenThere()
}

function tellWhenThere() {
  if (awaited === undefined) return
  const samples = sent.get('system')
  if (samples.at(-1) !== awaited) return
  const isThere = ({ socket, at }) => (socket.connected ? at.get('system') === samples.length - 1 : !awaitsAll)
  if (!clients.every(isThere)) return
  awaited = undefined
  process.send({ there: true })
}

process.on('message', ({ connect, reconnect, until, everybody, report }) => {
  if (connect) for (let count = 0; count < connect.count; count += 1) watch(connect.base, connect.token)
  if (reconnect) {
    // As by a network that goes away: each tries again by itself. The others' turn is next time.
    const dropped = clients.splice(0, reconnect)
    clients.push(...dropped)
    for (const { socket } of dropped) socket.io.engine.close()
  }
  if (until) {
    awaited = until
    awaitsAll = everybody
    tellWhenThere()
  }
  if (report) {
    const connected = clients.filter(({ socket }) => socket.connected).length
    process.send({ report: { ...state, connected, sent: Object.fromEntries(sent) } })
  }
})
process.on('disconnect', () => process.exit())
