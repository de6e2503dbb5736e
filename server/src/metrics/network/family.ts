import { type NetworkSample, networkSampleSchema } from '@home-zenith/contract'
import type { Family } from '../family.ts'
import { createNetworkCollector } from './collect.ts'
import { networkTable } from './table.ts'

/** Every interface of the machine, every ten seconds. */
export const networkFamily: Family<NetworkSample> = {
  name: 'network',
  intervalMs: 10_000,
  timeoutMs: 4000,
  schema: networkSampleSchema,
  createCollector: createNetworkCollector,
  table: networkTable,
  advise: () => [],
}
