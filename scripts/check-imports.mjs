// Runs dependency-cruiser over the sources; fails on a broken rule, and when it looked at suspiciously few modules.
import { fileURLToPath } from 'node:url'
import { cruise } from 'dependency-cruiser'
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config'

const folders = ['contract/src', 'server/src', 'dashboard/src']
const fewest = 10

const options = await extractOptions('./.dependency-cruiser.cjs')
const { output } = await cruise(folders, { ...options, validate: true }, undefined, {
  tsConfig: extractTsConfig(fileURLToPath(new URL('../server/tsconfig.json', import.meta.url))),
})
const { modules, summary } = output
const broken = summary.violations.filter(({ rule }) => rule.severity === 'error')
for (const { rule, from, to } of broken) console.error(`${rule.name}: ${from} → ${to}`)

const counts = folders.map((folder) => [folder, modules.filter(({ source }) => source.startsWith(`${folder}/`)).length])
const empty = counts.filter(([folder, count]) => count < (folder === 'contract/src' ? 3 : fewest))
for (const [folder, count] of empty)
  console.error(`only ${count} modules were found in ${folder}: the check does not see them`)

console.log(
  `${summary.totalDependenciesCruised} imports of ${modules.length} modules checked, ${broken.length} against the rule`,
)
process.exitCode = broken.length + empty.length > 0 ? 1 : 0
