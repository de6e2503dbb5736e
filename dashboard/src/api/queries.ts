import type { History, ServerInfo, SystemSample } from '@home-zenith/contract'
import { QueryClient, queryOptions } from '@tanstack/react-query'
import { type LivePoint, mergePoints, pointOf } from './points.ts'
import { ApiError } from './problem.ts'
import type { Session } from './session.ts'

export const metricsKey = (family: string) => ['metrics', family] as const
export const recentKey = ['recent', 'system'] as const

/** The page's one cache; what is pushed does not grow old in it. */
export function createCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        // Not there yet, or away: it will come. Anything else will not change by asking again.
        retry: (_count, error) => error instanceof ApiError && (error.status === 503 || error.code === 'network'),
        retryDelay: 2000,
      },
    },
  })
}

export const systemQuery = (session: Session) =>
  queryOptions({
    queryKey: metricsKey('system'),
    queryFn: () => session.call<SystemSample>('GET', '/api/metrics/system'),
  })

export const serverQuery = (session: Session) =>
  queryOptions({ queryKey: ['server'], queryFn: () => session.call<ServerInfo>('GET', '/api/server') })

/** The last minutes: from the history first, then what is pushed. */
export const recentQuery = (session: Session) =>
  queryOptions({
    queryKey: recentKey,
    queryFn: async ({ client }) => {
      const fields = 'cpu_usage,memory_used,memory_total'
      const path = `/api/metrics/system/history?from=-15m&resolution=raw&fields=${fields}`
      const { points } = await session.call<History>('GET', path)
      // Read after the answer has come: meanwhile samples may have been pushed that are not stored yet.
      const pushed = client.getQueryData<LivePoint[]>(recentKey) ?? []
      return mergePoints(points.map(pointOf), pushed)
    },
  })
