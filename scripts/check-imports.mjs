// Checks the import rule of .dependency-cruiser.cjs in a project folder, by default this one. Fails on a broken rule, and
// where it finds so few modules that it cannot have looked.
import { fileURLToPath } from 'node:url'
import { cruise } from 'dependency-cruiser'
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config'

const root = fileURLToPath(new URL('..', import.meta.url))
const fewest = { 'contract/src': 3, 'server/src': 10, 'dashboard/src': 10 }

process.chdir(process.argv[2] ?? root)
const options = await extractOptions(`${root}/.dependency-cruiser.cjs`)
const { output } = await cruise(Object.keys(fewest), { ...options, validate: true }, undefined, {
  tsConfig: extractTsConfig(`${root}/server/tsconfig.json`),
})
const { modules, summary } = output
const broken = summary.violations.filter(({ rule }) => rule.severity === 'error')
for (const { rule, from, to } of broken) console.error(`${rule.name}: ${from} → ${to}`)

const unseen = Object.entries(fewest).filter(
  ([folder, least]) => modules.filter(({ source }) => source.startsWith(`${folder}/`)).length < least,
)
for (const [folder, least] of unseen)
  console.error(`fewer than ${least} modules were found in ${folder}: nothing was checked there`)

console.log(
  `${summary.totalDependenciesCruised} imports of ${modules.length} modules checked, ${broken.length} against the rule`,
)
process.exitCode = broken.length + unseen.length > 0 ? 1 : 0
