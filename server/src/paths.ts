import { fileURLToPath } from 'node:url'

// The built program is server/dist/main.js, the source server/src/paths.ts: both lie one folder below server/.
const serverDir = fileURLToPath(new URL('..', import.meta.url))

/** What lies beside the program. */
export const paths = {
  migrations: `${serverDir}prisma/migrations`,
  hardwareReader: `${serverDir}dist/read-hardware.js`,
  polkitRules: `${serverDir}../deploy/polkit/50-home-zenith.rules`,
  dashboard: `${serverDir}../dashboard/dist`,
}
