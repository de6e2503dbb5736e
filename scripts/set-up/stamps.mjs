import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { unlessAbsent } from './fingerprint.mjs'

/**
 * Whether the work that `stamp` vouches for was done from the same input, and its output is still that one.
 * @param {string} stamp path of the stamp
 * @param {string} input fingerprint of what the work is made from
 * @param {string} output a file that the work writes; a build by hand changes it and so voids the stamp
 */
export function isStamped(stamp, input, output) {
  const text = unlessAbsent(() => readFileSync(stamp, 'utf8'))
  const expected = text && unlessAbsent(() => describe(input, output))
  return text !== null && text === expected
}

/**
 * Written last, and at once whole: a stamp never vouches for half the work.
 * @throws ENOENT when the output is not there
 */
export function writeStamp(stamp, input, output) {
  mkdirSync(dirname(stamp), { recursive: true })
  const unfinished = `${stamp}.${process.pid}`
  writeFileSync(unfinished, describe(input, output))
  renameSync(unfinished, stamp)
}

export function removeStamp(stamp) {
  rmSync(stamp, { force: true })
}

function describe(input, output) {
  const { size, mtimeMs } = statSync(output)
  return `${JSON.stringify({ input, output: `${size} ${mtimeMs}` })}\n`
}
