import type { Problem } from '@home-zenith/contract'
import { messages } from '../messages.ts'

/** An answer that is a problem, or no answer at all (`code` is then `network`). `message` is for people. */
export class ApiError extends Error {
  override name = 'ApiError'

  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    /** What is wrong with each field, by its name. */
    readonly fields: Record<string, string> = {},
  ) {
    super(message)
  }
}

export function networkError(): ApiError {
  return new ApiError('network', messages.network, 0)
}

/** The error of an answer; one that is no problem came from something between, such as a proxy. */
export async function errorOf(response: Response): Promise<ApiError> {
  const isProblem = response.headers.get('content-type')?.includes('application/problem+json')
  if (!isProblem) return new ApiError('network', messages.network, response.status)
  const { code, detail, errors = [] } = (await response.json()) as Problem
  return new ApiError(
    code,
    detail,
    response.status,
    Object.fromEntries(errors.map(({ path, message }) => [path, message])),
  )
}
