import { z } from 'zod'
import { ProblemError } from '../problem.ts'

/** What `schema` makes of a query or a body. @throws 400 `invalid_request` with a line for each mistake */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  part: 'query' | 'body',
): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.flatMap((issue) => {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [undefined]
    return names.map((name) => ({
      path: [...issue.path, ...(name === undefined ? [] : [name])].join('.'),
      message: name === undefined ? issue.message : 'is not a known field',
    }))
  })
  const detail = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ')
  throw new ProblemError('invalid_request', `The ${part} does not fit. ${detail}`, { errors })
}

/** The schema of a route that takes no query: an unknown parameter is a mistake there, too. */
export const nothing = z.strictObject({})
