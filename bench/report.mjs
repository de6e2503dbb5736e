// What every part of the benchmark reports in the same way.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {object} Row a line of the table
 * @property {string} what
 * @property {string} measured
 * @property {string} goal
 * @property {boolean} met
 */

/** @returns {Row} */
export const atMost = (what, value, goal, unit, why = '') => ({
  what,
  measured: `${value.toFixed(2)} ${unit}`.trim(),
  goal: `≤ ${Number(goal.toFixed(2))} ${unit}`.trim() + why,
  met: value <= goal,
})

/** @returns {Row} */
export const atLeast = (what, value, goal) => ({ what, measured: `${value}`, goal: `≥ ${goal}`, met: value >= goal })

/** @returns {Row} */
export const below = (what, value, goal, unit) => ({
  what,
  measured: `${value.toFixed(2)} ${unit}`.trim(),
  goal: `< ${goal} ${unit}`.trim(),
  met: value < goal,
})

/**
 * Prints the rows and writes them with the details to results/<name>.json.
 * @param {string} name
 * @param {{ rows: Row[] } & Record<string, unknown>} measured
 */
export function report(name, { rows, ...details }) {
  console.table(rows)
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const machine = { node: process.version, cpu: cpus()[0]?.model, cpuCount: cpus().length }
  const text = JSON.stringify({ date: new Date().toISOString(), commit, ...machine, ...details, rows }, null, 2)
  writeFileSync(fileURLToPath(new URL(`results/${name}.json`, import.meta.url)), `${text}\n`)
}
