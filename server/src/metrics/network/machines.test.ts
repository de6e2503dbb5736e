import { join } from 'node:path'
import { describe } from 'vitest'
import { testRecordedMachines } from '../../../test/recorded-machine.ts'
import { networkFamily } from './family.ts'

describe('a recorded machine', () => testRecordedMachines(networkFamily, join(import.meta.dirname, 'golden')))
