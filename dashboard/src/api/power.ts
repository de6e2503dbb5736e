import type { Events, Interruptions, PowerAction, PowerEvent, PowerRequest, ServerInfo } from '@home-zenith/contract'
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { serverQuery } from './queries.ts'
import type { Session } from './session.ts'

const eventKey = ['power']

/** What was last told of a reboot or shutdown while this page was open; null: nothing, or it was read. */
export const powerEventQuery = queryOptions<PowerEvent | null>({ queryKey: eventKey, queryFn: () => null })

/** What a reboot would interrupt, as of now. */
export const interruptionsQuery = (session: Session) =>
  queryOptions({
    queryKey: ['interruptions'],
    queryFn: () => session.call<Interruptions>('GET', '/api/server/power'),
    staleTime: 0,
    gcTime: 0,
  })

/** The last reboot among what happened lately; null: none. */
export const lastRebootQuery = (session: Session) =>
  queryOptions({
    queryKey: ['last reboot'],
    async queryFn() {
      const { items } = await session.call<Events>('GET', '/api/events?limit=200')
      return items.find(({ kind }) => kind === 'reboot') ?? null
    },
  })

/** Takes what the server tells into the cache: the notice, and what is pending. */
export function putPower(cache: QueryClient, session: Session, event: PowerEvent): void {
  cache.setQueryData(eventKey, event)
  const { state, mode, action, execute_at, requested_by, reason } = event
  const isPending = state === 'scheduled' || (state === 'begun' && mode !== 'dry-run')
  const pending = isPending ? { action, execute_at, requested_by, reason } : null
  cache.setQueryData(
    serverQuery(session).queryKey,
    (server: ServerInfo | undefined) => server && { ...server, power: { ...server.power, pending } },
  )
}

/** The connection was lost and is back: what was told before may be over. */
export function forgetPower(cache: QueryClient, session: Session): void {
  cache.setQueryData(eventKey, null)
  void cache.invalidateQueries({ queryKey: serverQuery(session).queryKey })
  void cache.invalidateQueries({ queryKey: lastRebootQuery(session).queryKey })
}

export function dismissPower(cache: QueryClient): void {
  cache.setQueryData(eventKey, null)
}

/** Verifies the user afresh and asks for it. @throws {ApiError} */
export async function askForPower(
  session: Session,
  action: PowerAction,
  proof: { password: string } | { totp: string },
  request: Pick<PowerRequest, 'delay_seconds' | 'reason'>,
): Promise<void> {
  const { verification_token } = await session.call<{ verification_token: string }>('POST', '/api/auth/verify', {
    purpose: action,
    ...proof,
  })
  await session.call('POST', `/api/server/${action}`, { verification_token, ...request })
}
