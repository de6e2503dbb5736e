import { z } from 'zod'

export const filesystemSchema = z.object({
  mount: z.string(),
  device: z.string(),
  type: z.string(),
  /** Bytes, as `df` has them. */
  used: z.number().nullable(),
  total: z.number().nullable(),
  /** What a user may still take: less than the rest where some is kept for root. Not part of the history. */
  available: z.number().nullable(),
  /** null where the file system makes inodes as it needs them. */
  inodes_used: z.number().nullable(),
  inodes_total: z.number().nullable(),
  read_only: z.boolean(),
})
export type Filesystem = z.infer<typeof filesystemSchema>

/** The local, real file systems, every 60 s. One that does not answer has null figures. */
export const filesystemSampleSchema = z.object({
  timestamp: z.iso.datetime(),
  filesystems: z.array(filesystemSchema),
})
export type FilesystemSample = z.infer<typeof filesystemSampleSchema>
