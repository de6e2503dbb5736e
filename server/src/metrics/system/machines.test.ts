import { join } from 'node:path'
import { describe } from 'vitest'
import { testRecordedMachines } from '../../../test/recorded-machine.ts'
import { systemFamily } from './family.ts'

describe('a recorded machine', () => testRecordedMachines(systemFamily, join(import.meta.dirname, 'golden')))
