import type { Account, ApiToken, Audit, OpenInvite, SessionInfo } from '@home-zenith/contract'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Session } from './session.ts'

// Others change them as well: each look is a new question.
const fresh = { staleTime: 0 }

/** Where the user is signed in; the last used first. */
export const signInsQuery = (session: Session) =>
  queryOptions({
    ...fresh,
    queryKey: ['sign-ins'],
    queryFn: async () => (await session.call<{ items: SessionInfo[] }>('GET', '/api/auth/sessions')).items,
  })

/** The user's own API tokens. */
export const apiTokensQuery = (session: Session) =>
  queryOptions({
    ...fresh,
    queryKey: ['api tokens'],
    queryFn: async () => (await session.call<{ items: ApiToken[] }>('GET', '/api/auth/tokens')).items,
  })

/** All accounts, for admins. */
export const accountsQuery = (session: Session) =>
  queryOptions({
    ...fresh,
    queryKey: ['accounts'],
    queryFn: async () => (await session.call<{ items: Account[] }>('GET', '/api/users')).items,
  })

/** The invites that are still good, for admins. */
export const invitesQuery = (session: Session) =>
  queryOptions({
    ...fresh,
    queryKey: ['invites'],
    queryFn: async () => (await session.call<{ items: OpenInvite[] }>('GET', '/api/invites')).items,
  })

/** The audit log, the newest first, as far as it was asked for. `filter` has the parameters of the API. */
export const auditQuery = (session: Session, filter: Readonly<Record<string, string>>) =>
  infiniteQueryOptions({
    ...fresh,
    queryKey: ['audit', filter],
    queryFn: ({ pageParam }) => {
      const cursor = pageParam === undefined ? {} : { cursor: pageParam }
      return session.call<Audit>('GET', `/api/audit?${new URLSearchParams({ ...filter, limit: '50', ...cursor })}`)
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor,
  })
