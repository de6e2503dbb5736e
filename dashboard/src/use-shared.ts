import { notifyManager, type QueryKey, type QueryObserverResult, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { observe, type SharedQuery } from './api/queries.ts'

/**
 * What `query` gives and what is pushed of it, told as by `useQuery`, but by one observer for all who show it, which leaves nothing
 * to do after a rendering. It is the query of the first rendering.
 */
export function useShared<Data, Key extends QueryKey>(query: SharedQuery<Data, Key>): QueryObserverResult<Data> {
  const cache = useQueryClient()
  const [observer] = useState(() => observe(cache, query))
  const [result, setResult] = useState(() => observer.getCurrentResult())
  useEffect(() => {
    const stop = observer.subscribe(notifyManager.batchCalls(setResult))
    setResult(observer.getCurrentResult())
    return stop
  }, [observer])
  return result
}
