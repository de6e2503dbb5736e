import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprintSources } from './fingerprint.mjs'
import { fingerprintInstall, install, isInstalled } from './install.mjs'
import { findMissingLinks, makeMissingLinks } from './link-libraries.mjs'
import { SetUpError } from './set-up-error.mjs'
import { isStamped, removeStamp, writeStamp } from './stamps.mjs'

/**
 * @typedef {{ title: string, command: string, args: string[], cwd?: string, env?: NodeJS.ProcessEnv, giveUpOn?: RegExp,
 *   isQuiet?: boolean }} Command
 * @typedef {{ root: string, stateDir: string, env: NodeJS.ProcessEnv, say: (line: string) => void,
 *   run: (command: Command) => Promise<void> }} Context
 * @typedef {{ isDone: (context: Context) => boolean, perform: (context: Context) => Promise<void> | void }} Step
 * @typedef {{ name: string, inputs: string[], output: string, command: Command,
 *   keepOld?: (context: Context) => boolean }} Build
 */

/** @type {Step} */
const installPackages = { isDone: ({ root }) => isInstalled(root), perform: install }

/** @type {Step} */
const linkLibraries = {
  isDone: ({ root }) => findMissingLinks(join(root, 'node_modules')).length === 0,
  perform: ({ root }) => makeMissingLinks(join(root, 'node_modules')),
}

const node = process.execPath

const generateClient = build({
  name: 'client',
  inputs: ['server/prisma/schema.prisma', 'prisma.config.ts'],
  output: 'server/src/platform/database/generated/client.ts',
  command: {
    title: 'generating the database client',
    command: node,
    args: ['node_modules/prisma/build/index.js', 'generate'],
    // Any program will do for the engine: `generate` never calls it, but would download it.
    env: { PRISMA_SCHEMA_ENGINE_BINARY: node, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
  },
})

const buildServer = build({
  name: 'server',
  inputs: ['contract', 'server', 'tsconfig.base.json'],
  output: 'server/dist/main.js',
  command: { title: 'building the server', command: node, args: ['server/build.mjs'] },
})

const buildDashboard = build({
  name: 'dashboard',
  inputs: ['contract', 'dashboard', 'tsconfig.base.json'],
  output: 'dashboard/dist/index.html',
  command: {
    title: 'building the dashboard',
    command: node,
    args: [join('..', 'node_modules/vite/bin/vite.js'), 'build'],
    cwd: 'dashboard',
    env: { NODE_ENV: 'production' },
  },
  keepOld: (context) => keepDashboard(context),
})

/** In this order: each step builds on those before it. */
export const steps = [installPackages, linkLibraries, generateClient, buildServer, buildDashboard]

/**
 * A step whose output is good as long as its inputs and what is installed stay the same.
 * @param {Build} build
 * @returns {Step}
 */
export function build({ name, inputs, output, command, keepOld }) {
  const stampOf = ({ stateDir }) => join(stateDir, `${name}.json`)
  const fingerprint = ({ root }) => fingerprintSources(root, inputs, fingerprintInstall(root))
  return {
    isDone: (context) => isStamped(stampOf(context), fingerprint(context), join(context.root, output)),
    async perform(context) {
      // Taken before the build: a source edited while it runs is built the next time.
      const input = fingerprint(context)
      if (!keepOld?.(context)) {
        removeStamp(stampOf(context))
        await context.run(command)
      }
      if (!existsSync(join(context.root, output))) throw new SetUpError(`${command.title} left no ${output}`)
      writeStamp(stampOf(context), input, join(context.root, output))
    },
  }
}

/** Tailwind has no program for 32-bit ARM: such a board shows a dashboard that was built elsewhere. */
export function keepDashboard({ root, say }, cpu = process.arch) {
  if (cpu !== 'arm' || existsSync(join(root, 'node_modules/@tailwindcss/oxide-linux-arm-gnueabihf'))) return false
  if (!existsSync(join(root, 'dashboard/dist/index.html'))) {
    throw new SetUpError(
      'Tailwind does not run on 32-bit ARM, so the dashboard cannot be built here: build it on another machine (npm start) and copy its dashboard/dist here',
    )
  }
  say('keeping the dashboard that is there: Tailwind does not run on 32-bit ARM, so it cannot be built here')
  return true
}
