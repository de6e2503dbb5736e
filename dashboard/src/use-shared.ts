import { type QueryKey, type QueryObserverResult, replaceEqualDeep, useQueryClient } from '@tanstack/react-query'
import { useRef, useState, useSyncExternalStore } from 'react'
import { observe, type SharedQuery, type Source } from './api/queries.ts'

/** What `query` gives and what is pushed of it, by one observer for all who show it. It is the query of the first rendering. */
export function useSource<Data, Key extends QueryKey>(query: SharedQuery<Data, Key>): Source<Data> {
  const cache = useQueryClient()
  const [observer] = useState(() => observe(cache, query))
  return observer
}

/** What is read of a source: rendered when it reads as something else, not with all that is pushed. */
export function useRead<Data, Part>(source: Source<Data>, read: (result: QueryObserverResult<Data>) => Part): Part {
  const kept = useRef<Part>(undefined)
  return useSyncExternalStore(source.subscribe, () => {
    kept.current = replaceEqualDeep(kept.current, read(source.getCurrentResult()))
    return kept.current as Part
  })
}

/** All that a source tells, as `useQuery` does: rendered with all that is pushed. */
export function useResult<Data>(source: Source<Data>): QueryObserverResult<Data> {
  return useSyncExternalStore(source.subscribe, () => source.getCurrentResult())
}

export function useShared<Data, Key extends QueryKey>(query: SharedQuery<Data, Key>): QueryObserverResult<Data> {
  return useResult(useSource(query))
}
