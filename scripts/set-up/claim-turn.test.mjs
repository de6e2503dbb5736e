import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { claimTurn, identify, isAlive } from './claim-turn.mjs'
import { addFiles, makeFolder } from './make-folder.mjs'

const pauseMs = 5

async function startIdler() {
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'spawn')
  return child
}

async function makeDead() {
  const child = await startIdler()
  const holder = identify(child.pid)
  child.kill('SIGKILL')
  await once(child, 'close')
  return holder
}

test('a claim is there whole, and gone when released', async () => {
  const root = makeFolder()
  const turn = await claimTurn(join(root, 'lock'))
  expect(JSON.parse(readFileSync(join(root, 'lock'), 'utf8'))).toEqual(identify(process.pid))
  expect(readdirSync(root)).toEqual(['lock'])
  turn.release()
  expect(readdirSync(root)).toEqual([])
})

test('of many, one has the turn at a time', async () => {
  const path = join(makeFolder(), 'lock')
  let inside = 0
  let most = 0
  const work = async () => {
    const turn = await claimTurn(path, { pauseMs })
    inside += 1
    most = Math.max(most, inside)
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    inside -= 1
    turn.release()
  }
  await Promise.all(Array.from({ length: 8 }, work))
  expect(most).toBe(1)
})

test('waits for a living holder, and says so once', async () => {
  const idler = await startIdler()
  const root = makeFolder({ lock: identify(idler.pid) })
  const waitedFor = []
  const waiting = claimTurn(join(root, 'lock'), { pauseMs, onWait: ({ pid }) => waitedFor.push(pid) })
  while (waitedFor.length === 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
  idler.kill('SIGKILL')
  const turn = await waiting
  turn.release()
  expect(waitedFor).toEqual([idler.pid])
})

test('takes over from a holder that is gone', async () => {
  const root = makeFolder({ lock: await makeDead() })
  const turn = await claimTurn(join(root, 'lock'), { pauseMs })
  turn.release()
  expect(readdirSync(root)).toEqual([])
})

test('a living process with the id of one that is gone does not hold its claim', async () => {
  const { pid, startedAt } = identify(process.pid)
  expect(isAlive({ pid, startedAt })).toBe(true)
  expect(isAlive({ pid, startedAt: `${Number(startedAt) - 1}` })).toBe(false)
})

test('takes over a claim that a power cut left empty', async () => {
  const root = makeFolder({ lock: '' })
  const turn = await claimTurn(join(root, 'lock'), { pauseMs })
  turn.release()
  expect(existsSync(join(root, 'lock'))).toBe(false)
})

test('ends what a killed set-up left running', async () => {
  const orphan = await startIdler()
  const closed = once(orphan, 'close')
  const root = makeFolder()
  addFiles(root, { lock: { ...(await makeDead()), child: identify(orphan.pid) } })
  const turn = await claimTurn(join(root, 'lock'), { pauseMs })
  expect(await closed).toEqual([null, 'SIGKILL'])
  turn.release()
})

test('notes what it runs', async () => {
  const path = join(makeFolder(), 'lock')
  const turn = await claimTurn(path)
  turn.noteChild(process.pid)
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
    ...identify(process.pid),
    child: identify(process.pid),
  })
  turn.release()
})
