import { createHash, randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { PrismaClient } from '../platform/database/index.ts'
import { writePrivateFile } from '../platform/write-private-file.ts'
import { type MachineRoots, readText } from '../sources/index.ts'

/**
 * What makes this machine the same host at every start: derived from its machine id, so that a new host name or an
 * empty DATA_DIR changes nothing; where there is none, a random one kept in DATA_DIR.
 * @see man 5 machine-id: the id itself is confidential, so only a hash of it is stored
 */
export function hostKey(roots: MachineRoots, dataDir: string): string {
  for (const path of ['etc/machine-id', 'var/lib/dbus/machine-id']) {
    const id = readText(join(roots.rootfs, path))?.trim()
    if (id && /^[0-9a-f]{32}$/.test(id)) return createHash('sha256').update(`home-zenith:${id}`).digest('hex')
  }
  const file = join(dataDir, 'host-key')
  const kept = readText(file)?.trim()
  if (kept) return kept
  const made = randomUUID()
  writePrivateFile(file, `${made}\n`)
  return made
}

/** This machine's name: of the host's file system, when run in a container that has it mounted. */
export function hostName(roots: MachineRoots): string {
  const name = roots.rootfs === '/' ? hostname() : readText(join(roots.rootfs, 'etc/hostname'))?.trim()
  return name || hostname()
}

/** The id of this machine among `hosts`; it is entered when it is new. */
export async function enterHost(prisma: PrismaClient, key: string, name: string): Promise<number> {
  const { id } = await prisma.host.upsert({
    where: { key },
    create: { key, hostname: name },
    update: { hostname: name },
  })
  return id
}
