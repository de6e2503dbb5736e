import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { hrtime } from 'node:process'
import type { NetworkSample } from '@home-zenith/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mean, run, type Watch, watchMachine } from './watch-machine.ts'

// The contract leaves out interfaces that begin with "veth": this end of the pair has another name.
const [here, there, space] = ['hzt0', 'hzt1', 'zenith-truth']
const [hereAddress, thereAddress] = ['10.213.7.1', '10.213.7.2']
const port = 9999
const payloadBytes = 1400
// UDP, IPv4 and Ethernet: the kernel counts whole frames.
const frameBytes = payloadBytes + 8 + 20 + 14

let watch: Watch
let sender: ChildProcess
let socket: Socket

/** Sends datagrams at a steady rate for good, from a process of its own in the other network. */
const sending = `
  const socket = require('node:dgram').createSocket('udp4').bind(${port})
  const payload = Buffer.alloc(${payloadBytes}), start = process.hrtime.bigint()
  let sent = 0
  setInterval(() => {
    const due = Number(process.hrtime.bigint() - start) / 1e9 * 700
    for (; sent < due; sent += 1) socket.send(payload, ${port}, '${hereAddress}')
  }, 10)
  setInterval(() => process.stdout.write(sent + '\\n'), 100)`

beforeAll(async () => {
  run('ip', 'netns', 'add', space)
  run('ip', 'link', 'add', here, 'type', 'veth', 'peer', 'name', there, 'netns', space)
  run('ip', 'address', 'add', `${hereAddress}/24`, 'dev', here)
  run('ip', 'link', 'set', here, 'up')
  run('ip', '-n', space, 'address', 'add', `${thereAddress}/24`, 'dev', there)
  run('ip', '-n', space, 'link', 'set', there, 'up')
  socket = createSocket('udp4').bind(port, hereAddress)
  sender = spawn('ip', ['netns', 'exec', space, process.execPath, '-e', sending])
  watch = await watchMachine()
})
afterAll(async () => {
  sender?.kill('SIGKILL')
  socket?.close()
  await watch?.end()
  run('ip', 'link', 'delete', here)
  run('ip', 'netns', 'delete', space)
})

test('speeds as bytes were really sent through a pair of interfaces, within 5 %', async () => {
  let received = 0
  let receivedInOther = 0
  socket.on('message', () => (received += 1))
  sender.stdout?.on('data', (text) => (receivedInOther = Number(String(text).trim().split('\n').at(-1))))
  const started = hrtime.bigint()
  let sent = 0
  const answering = setInterval(() => {
    const due = (Number(hrtime.bigint() - started) / 1e9) * 200
    for (; sent < due; sent += 1) socket.send(Buffer.alloc(payloadBytes), port, thereAddress)
  }, 10)
  const samples = await watch.next('network', 4, () => ({
    received,
    sent,
    seconds: Number(hrtime.bigint() - started) / 1e9,
  }))
  clearInterval(answering)
  expect(receivedInOther).toBeGreaterThan(0)

  const [first, last] = [samples.at(0)?.reference, samples.at(-1)?.reference]
  const speeds = samples.slice(1).map(({ sample }) => ofHere(sample))
  const ratio = (name: 'download_speed' | 'upload_speed', counter: 'received' | 'sent') => {
    const seconds = (last?.seconds ?? 0) - (first?.seconds ?? 0)
    const real = (((last?.[counter] ?? 0) - (first?.[counter] ?? 0)) * frameBytes) / seconds
    return mean(speeds.map((speed) => speed?.[name] ?? Number.NaN)) / real
  }
  expect(Math.abs(ratio('download_speed', 'received') - 1)).toBeLessThanOrEqual(0.05)
  expect(Math.abs(ratio('upload_speed', 'sent') - 1)).toBeLessThanOrEqual(0.05)
})

test('the other end is a device that this machine has talked to, and a renamed interface goes on', async () => {
  const sample = await watch.get<NetworkSample>('/api/metrics/network')
  expect(ofHere(sample)).toMatchObject({ connected_devices: 1, is_default: false })
  run('ip', 'link', 'set', here, 'name', 'hzt9')
  try {
    const [next] = await watch.next('network', 1, () => null)
    expect(next && ofHere(next.sample)).toBeUndefined()
    const renamed = next?.sample.interfaces.find(({ interface_name }) => interface_name === 'hzt9')
    expect(renamed?.download_speed).toBeGreaterThan(500 * frameBytes)
  } finally {
    run('ip', 'link', 'set', 'hzt9', 'name', here)
  }
})

function ofHere({ interfaces }: NetworkSample) {
  return interfaces.find(({ interface_name }) => interface_name === here)
}
