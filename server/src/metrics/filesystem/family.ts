import { type FilesystemSample, filesystemSampleSchema } from '@home-zenith/contract'
import type { Family } from '../family.ts'
import { createFilesystemCollector } from './collect.ts'
import { filesystemTable } from './table.ts'

/** Every local file system, every minute. */
export const filesystemFamily: Family<FilesystemSample> = {
  name: 'filesystem',
  intervalMs: 60_000,
  timeoutMs: 4000,
  schema: filesystemSampleSchema,
  createCollector: createFilesystemCollector,
  table: filesystemTable,
  advise: ({ filesystems }, { roots }) =>
    filesystems
      .filter(({ total }) => total === null)
      .map(({ mount }) => ({
        what: `filesystem: ${mount} does not tell its size`,
        remedy:
          roots.rootfs === '/' ? `df ${mount}` : `mount the host's / with its mounts: -v /:${roots.rootfs}:ro,rslave`,
      })),
}
