// The import rule of docs/ARCHITECTURE.md: imports point down, and a capability imports no other.
const capabilities = 'backup|collection|history|retention|events|live|auth|users|power|audit|machine|health'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'capabilities-stand-alone',
      comment: 'A capability imports no other; build-server hands it what it needs.',
      severity: 'error',
      from: { path: `^server/src/(${capabilities})/`, pathNot: '\\.test\\.ts$' },
      to: { path: `^server/src/(${capabilities})/`, pathNot: '^server/src/$1/' },
    },
    {
      name: 'capabilities-import-down',
      severity: 'error',
      from: { path: `^server/src/(${capabilities})/`, pathNot: '\\.test\\.ts$' },
      to: { path: '^server/src/(?!platform/|sources/|metrics/)', pathNot: '^server/src/$1/' },
    },
    {
      name: 'metrics-import-down',
      severity: 'error',
      from: { path: '^server/src/metrics/' },
      to: { path: '^server/src/(?!metrics/|sources/|platform/)' },
    },
    {
      name: 'sources-and-platform-stand-at-the-bottom',
      severity: 'error',
      from: { path: '^server/src/(sources|platform)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^server/src/', pathNot: '^server/src/$1/' },
    },
    {
      name: 'folders-are-entered-by-their-index',
      severity: 'error',
      from: { path: '^server/src/([^/]+)/' },
      to: {
        path: `^server/src/(${capabilities}|sources)/`,
        pathNot: ['^server/src/$1/', '/index\\.ts$'],
      },
    },
    {
      name: 'main-enters-by-the-index',
      severity: 'error',
      from: { path: '^server/src/[^/]+\\.ts$' },
      to: { path: `^server/src/(${capabilities}|sources)/`, pathNot: '/index\\.ts$' },
    },
    {
      name: 'build-server-alone-connects',
      severity: 'error',
      from: {
        path: '^server/src/',
        pathNot: ['^server/src/build-server\\.ts$', `^server/src/(${capabilities}|commands)/`],
      },
      to: { path: `^server/src/(${capabilities})/` },
    },
    {
      name: 'contract-imports-zod-alone',
      severity: 'error',
      from: { path: '^contract/src/' },
      to: { pathNot: ['^contract/src/', 'node_modules/zod/'] },
    },
    {
      name: 'dashboard-knows-the-contract-alone',
      severity: 'error',
      from: { path: '^dashboard/' },
      to: { path: '^server/' },
    },
    {
      name: 'systeminformation-has-one-importer',
      severity: 'error',
      from: { pathNot: '^server/src/sources/' },
      to: { path: 'node_modules/systeminformation/' },
    },
    {
      name: 'only-power-and-the-database-run-programs',
      severity: 'error',
      from: { path: '^server/src/', pathNot: ['^server/src/(power|platform/database/embedded)/', '\\.test\\.ts$'] },
      to: { path: '^(node:)?child_process$', dependencyTypes: ['core'] },
    },
    {
      name: 'tests-are-not-imported',
      severity: 'error',
      from: { pathNot: '(\\.test\\.tsx?$|/test/)' },
      to: { path: '(\\.test\\.tsx?$|^server/test/)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/(dist|generated)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: `${__dirname}/server/tsconfig.json` },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
