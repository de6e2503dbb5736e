import type { Labelled } from '../family.ts'

// As many digits as the command line shows.
const leastPrefix = 12

/** The containers that a full id, a name or the beginning of an id means: several by a name that was used again. */
export function findContainers<Named extends Labelled>(known: readonly Named[], wanted: string): Named[] {
  const byId = known.filter(({ labels }) => labels[0] === wanted)
  if (byId.length > 0) return byId
  const byName = known.filter(({ labels }) => labels[1] === wanted)
  if (byName.length > 0) return byName
  const byPrefix = wanted.length < leastPrefix ? [] : known.filter(({ labels }) => labels[0]?.startsWith(wanted))
  return byPrefix.length === 1 ? byPrefix : []
}
