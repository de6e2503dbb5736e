import { CommandError } from './command-error.ts'

/** Does `work`, which Ctrl-C or a stop ends in order: what it has begun is undone. */
export async function endOnSignal<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const ending = new AbortController()
  const end = () => ending.abort()
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const name of names) process.on(name, end)
  try {
    return await work(ending.signal)
  } catch (error) {
    throw ending.signal.aborted ? new CommandError('stopped: nothing was changed') : error
  } finally {
    for (const name of names) process.off(name, end)
  }
}
