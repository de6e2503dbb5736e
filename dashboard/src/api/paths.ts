import type { Trace } from './points.ts'

// What is asked for before the page's code is there, and taken by it: apart from all that this code needs.

export const serverPath = '/api/server'

/** The newest sample of a family. */
export const latestPath = (family: string) => `/api/metrics/${family}`

/** The last minutes of a trace. */
export const recentPath = ({ family, fields }: Trace) =>
  `${latestPath(family)}/history?from=-15m&resolution=raw&fields=${fields.join(',')}`
