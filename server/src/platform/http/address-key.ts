import { ipKeyGenerator } from 'express-rate-limit'

// A proxy may pass on anything as an address.
const longestAddress = 64

/** What requests of an address are counted by: an IPv6 household has a /64 to itself, and all of its addresses. */
export function addressKey(address: string | undefined): string {
  return ipKeyGenerator(address ?? 'unknown', 64).slice(0, longestAddress)
}
