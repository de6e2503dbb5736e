import type { Filesystem } from '@home-zenith/contract'
import { share } from '../format.ts'

/** How full it is for all but root, in percent, as `df` has it; null where that is not known. */
export function fullnessOf({ used, available, total }: Filesystem): number | null {
  return share(used, used === null || available === null ? total : used + available)
}
