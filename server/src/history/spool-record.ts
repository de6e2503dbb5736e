import { crc32 } from 'node:zlib'
import { z } from 'zod'

/** A sample that waits on disk, with the name of its family. */
export interface SpoolEntry {
  family: string
  sample: { timestamp: string }
}

const entriesSchema = z.array(z.object({ family: z.string(), sample: z.looseObject({ timestamp: z.iso.datetime() }) }))

/** A batch as a line: the CRC-32 of the JSON in hex, a space, the JSON. */
export function encodeRecord(entries: readonly SpoolEntry[]): Buffer {
  const json = JSON.stringify(entries)
  return Buffer.from(`${checksumOf(json)} ${json}\n`)
}

/** @returns null for a line that was damaged, or that is not of this version's shape */
export function decodeRecord(line: string): SpoolEntry[] | null {
  const json = line.slice(9)
  if (line.slice(0, 9) !== `${checksumOf(json)} `) return null
  try {
    return entriesSchema.parse(JSON.parse(json))
  } catch {
    return null
  }
}

function checksumOf(text: string): string {
  return crc32(text).toString(16).padStart(8, '0')
}
