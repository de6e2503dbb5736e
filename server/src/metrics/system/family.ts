import { type SystemSample, systemSampleSchema } from '@home-zenith/contract'
import type { Family } from '../family.ts'
import { adviseSystem } from './advise.ts'
import { createSystemCollector } from './collect.ts'
import { systemTable } from './table.ts'

/** The whole machine, every five seconds. */
export const systemFamily: Family<SystemSample> = {
  name: 'system',
  intervalMs: 5000,
  timeoutMs: 4000,
  schema: systemSampleSchema,
  createCollector: createSystemCollector,
  table: systemTable,
  advise: adviseSystem,
}
