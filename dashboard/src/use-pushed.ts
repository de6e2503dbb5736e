import { notifyManager, type QueryKey, type QueryObserverResult, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { observe, type PushedQuery } from './api/queries.ts'

/** What `query` gives and what is pushed of it, told as by `useQuery`; it is that of the first rendering. */
export function usePushed<Data, Key extends QueryKey>(query: PushedQuery<Data, Key>): QueryObserverResult<Data> {
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
