import { join } from 'node:path'
import { describe } from 'vitest'
import { testRecordedMachines } from '../../../test/recorded-machine.ts'
import { filesystemFamily } from './family.ts'

describe('a recorded machine', () => testRecordedMachines(filesystemFamily, join(import.meta.dirname, 'golden')))
