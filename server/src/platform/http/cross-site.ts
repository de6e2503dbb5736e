import type { IncomingMessage } from 'node:http'

/**
 * Whether a browser made this request for a page of another origin, none of `trusted`. What is not a browser sends
 * neither header. `SameSite=Strict` alone lets another service on another port of this machine through.
 * @see https://words.filippo.io/csrf/ - Sec-Fetch-Site first; on plain HTTP, where it is missing, Origin against Host
 */
export function isCrossSite({ headers }: Pick<IncomingMessage, 'headers'>, trusted: readonly string[]): boolean {
  const { origin, host } = headers
  if (origin !== undefined && trusted.includes(origin)) return false
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  if (origin === undefined) return false
  return !URL.canParse(origin) || new URL(origin).host !== host?.toLowerCase()
}
