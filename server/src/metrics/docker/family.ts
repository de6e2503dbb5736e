import { type DockerSample, dockerSampleSchema } from '@home-zenith/contract'
import type { Family } from '../family.ts'
import { adviseDocker } from './advise.ts'
import { createDockerCollector } from './collect.ts'
import { dockerTable } from './table.ts'

/** Every container of a Docker engine, or of what speaks its API, every fifteen seconds. */
export const dockerFamily: Family<DockerSample> = {
  name: 'docker',
  intervalMs: 15_000,
  // A slow engine is given up before: see the meter's deadline.
  timeoutMs: 14_000,
  schema: dockerSampleSchema,
  createCollector: createDockerCollector,
  table: dockerTable,
  advise: adviseDocker,
}
