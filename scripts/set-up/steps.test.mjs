import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addFiles, makeFolder } from './make-folder.mjs'
import { build, keepDashboard } from './steps.mjs'

function makeBuild(command = {}) {
  const root = makeFolder({ 'package-lock.json': '{}', 'server/main.ts': '1' })
  const ran = []
  const step = build({
    name: 'server',
    inputs: ['server'],
    output: 'server/dist/main.js',
    command: { title: 'building' },
  })
  const run = async () => {
    ran.push('build')
    if (command.fails) throw new Error('no')
    if (!command.isEmpty) addFiles(root, { 'server/dist/main.js': `built ${ran.length}` })
  }
  return { root, ran, step, context: { root, stateDir: join(root, '.setup'), env: {}, say: () => {}, run } }
}

test('is done once built, until a source or the lock changes', async () => {
  const { root, step, context } = makeBuild()
  expect(step.isDone(context)).toBe(false)
  await step.perform(context)
  expect(step.isDone(context)).toBe(true)
  addFiles(root, { 'server/main.ts': 'changed' })
  expect(step.isDone(context)).toBe(false)
  await step.perform(context)
  addFiles(root, { 'package-lock.json': '{"packages":{}}' })
  expect(step.isDone(context)).toBe(false)
})

test('a failed build is not done, even where an older one succeeded', async () => {
  const good = makeBuild()
  await good.step.perform(good.context)
  const run = () => Promise.reject(new Error('no'))
  await expect(good.step.perform({ ...good.context, run })).rejects.toThrow('no')
  expect(good.step.isDone(good.context)).toBe(false)
})

test('a build that leaves nothing is an error', async () => {
  const { step, context } = makeBuild({ isEmpty: true })
  await expect(step.perform(context)).rejects.toThrow('left no server/dist/main.js')
})

test('a source edited during the build is built the next time', async () => {
  const { root, step, context } = makeBuild()
  const run = async () => {
    await context.run()
    addFiles(root, { 'server/main.ts': 'edited meanwhile' })
  }
  await step.perform({ ...context, run })
  expect(step.isDone(context)).toBe(false)
})

test('a board that Tailwind does not run on keeps the dashboard that it was given, and asks for one otherwise', () => {
  const said = []
  const say = (line) => said.push(line)
  const without = makeFolder()
  expect(() => keepDashboard({ root: without, say }, 'arm')).toThrow('copy its dashboard/dist here')
  const given = makeFolder({ 'dashboard/dist/index.html': '' })
  expect(keepDashboard({ root: given, say }, 'arm')).toBe(true)
  expect(said).toEqual([expect.stringContaining('keeping the dashboard')])
  expect(keepDashboard({ root: given, say }, 'arm64')).toBe(false)
})
