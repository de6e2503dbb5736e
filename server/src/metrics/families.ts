import { dockerFamily } from './docker/index.ts'
import type { Family } from './family.ts'
import { filesystemFamily } from './filesystem/index.ts'
import { networkFamily } from './network/index.ts'
import { systemFamily } from './system/index.ts'

/** Every metric family: a new one is a folder and a line here. */
export const families: readonly Family[] = [systemFamily, networkFamily, dockerFamily, filesystemFamily]
