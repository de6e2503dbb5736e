import type { ContainerDetail, History, Samples, ServerInfo } from '@home-zenith/contract'
import {
  notifyManager,
  type Query,
  QueryClient,
  type QueryKey,
  QueryObserver,
  type QueryObserverOptions,
  queryOptions,
} from '@tanstack/react-query'
import { latestPath, recentPath, serverPath } from './paths.ts'
import { mergePoints, pointOf, type Trace, type TracePoint } from './points.ts'
import { ApiError } from './problem.ts'
import type { Session } from './session.ts'

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: { trace?: Trace }
  }
}

export const metricsKey = 'metrics'
export const recentKey = 'recent'
export const coursesKey = 'courses'

/** The page's one cache; what is pushed does not grow old in it. */
export function createCache(): QueryClient {
  // Told by the task that brought it, not by a timer of its own.
  notifyManager.setScheduler(queueMicrotask)
  const cache = new QueryClient({
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
  // New with each sample: to look for what is left of the old one takes longer than all the rest.
  for (const key of [metricsKey, recentKey]) cache.setQueryDefaults([key], { structuralSharing: false })
  return cache
}

/** The newest sample of a family. */
export const latestQuery = <Family extends keyof Samples>(session: Session, family: Family) =>
  queryOptions({
    queryKey: [metricsKey, family],
    queryFn: () => session.call<Samples[Family]>('GET', latestPath(family)),
  })

export const serverQuery = (session: Session) =>
  queryOptions({ queryKey: ['server'], queryFn: () => session.call<ServerInfo>('GET', serverPath) })

/** A container by its name, also one that only has a history. */
export const containerQuery = (session: Session, name: string) =>
  queryOptions<ContainerDetail, ApiError>({
    queryKey: ['container', name],
    queryFn: () =>
      session.call<ContainerDetail>('GET', `/api/metrics/docker/${encodeURIComponent(name)}?from=-1m&fields=cpu_usage`),
  })

/** The last minutes of a trace: from the history first, then what is pushed. */
export const recentQuery = (session: Session, trace: Trace) =>
  queryOptions<TracePoint[]>({
    queryKey: [recentKey, trace.family],
    meta: { trace },
    // A sample may be pushed while the page is still rendered, before the history is asked for: that is not all there is.
    staleTime: ({ state }) => ((state.data?.length ?? 0) > 1 ? Number.POSITIVE_INFINITY : 0),
    queryFn: async ({ client, queryKey }) => {
      const { points } = await session.call<History>('GET', recentPath(trace))
      // Read after the answer has come: meanwhile samples may have been pushed that are not stored yet.
      const pushed = client.getQueryData<TracePoint[]>(queryKey) ?? []
      return mergePoints(
        points.map((point) => pointOf(trace, point)),
        pushed,
      )
    },
  })

/** A query that many show, or one that is rendered with each sample. */
export type SharedQuery<Data, Key extends QueryKey> = QueryObserverOptions<Data, Error, Data, Data, Key>

// By the cache's own entry: when that is forgotten, so is who watched it.
const observers = new WeakMap<object, unknown>()

/** The one observer of a query, for all who show it: each of their own would look at each sample that is pushed. */
export function observe<Data, Key extends QueryKey>(
  cache: QueryClient,
  query: SharedQuery<Data, Key>,
): QueryObserver<Data, Error, Data, Data, Key> {
  const entry: Query<Data, Error, Data, Key> = cache.getQueryCache().build(cache, query)
  const known = observers.get(entry) as QueryObserver<Data, Error, Data, Data, Key> | undefined
  const observer = known ?? new QueryObserver(cache, query)
  observers.set(entry, observer)
  // What came while nobody listened.
  if (known && !known.hasListeners()) known.setOptions(query)
  return observer
}

/** Takes a pushed sample into the cache: the newest of its family, and a point of each trace of it. */
export function putSample(cache: QueryClient, family: string, sample: { timestamp: string }): void {
  // Told together: what shows both is drawn once.
  notifyManager.batch(() => {
    cache.setQueryData([metricsKey, family], sample)
    for (const query of cache.getQueryCache().findAll({ queryKey: [recentKey, family] })) {
      const { trace } = query.meta ?? {}
      const points = (query.state.data ?? []) as TracePoint[]
      if (trace) query.setData(mergePoints(points, [pointOf(trace, sample)]), { manual: true })
    }
  })
}
