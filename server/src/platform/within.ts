/** Something took longer than it may; it may go on. */
export class TimeLimitError extends Error {
  override name = 'TimeLimitError'
}

/** What is worked on, if it comes in time. @throws {TimeLimitError} */
export function within<Result>(work: Promise<Result>, limitMs: number): Promise<Result> {
  let timer: NodeJS.Timeout
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeLimitError(`it took longer than ${limitMs} ms`)), limitMs)
  })
  return Promise.race([work, limit]).finally(() => clearTimeout(timer))
}
