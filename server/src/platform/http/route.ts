import { createHash } from 'node:crypto'
import type { Role } from '@home-zenith/contract'
import type { Request } from 'express'
import type { z } from 'zod'

/** Who is asking: the user behind a valid token, as of at most a second ago. */
export interface Identity {
  userId: string
  role: Role
  /** The sign-in that the token belongs to, or the API token itself: what is revoked ends the access of its id. */
  sessionId: string
  isApiToken: boolean
  /** When the token itself ends, in milliseconds since the epoch; Infinity: it does not. */
  expiresAtMs: number
}

/** Some accesses, chosen by their user or by their sign-in. */
export type AccessFilter = (access: Pick<Identity, 'userId' | 'sessionId'>) => boolean

/** Who may call a route: anybody, anybody with a valid token, or an admin. */
export type Access = 'public' | 'user' | 'admin'

export interface Answer {
  status: number
  /** Sent as JSON; a `JsonText`, `JsonBytes` or `TextStream` is sent as it is. Absent: no body. */
  body?: unknown
  headers?: Record<string, string | string[]>
}

/** JSON that is text already: a sample or a history is turned into text once, wherever it goes. */
export class JsonText {
  constructor(
    readonly text: string,
    /** Its `ETag`: who has it already is told so (304), and may keep it. */
    readonly tag?: string,
  ) {}

  /** With a tag of its content. */
  static tagged(text: string): JsonText {
    return new JsonText(text, tagOf(text))
  }
}

/** An `ETag` for what is told by this content. Weak: compressed or not, it means the same. */
export function tagOf(content: string): string {
  return `W/"${createHash('sha1').update(content).digest('base64url')}"`
}

/** JSON that is long: in bytes, so that no long text is made on its way to the socket. */
export class JsonBytes {
  constructor(
    readonly bytes: Buffer,
    readonly tag: string,
  ) {}
}

/**
 * Text of any length, taken as fast as the client reads. An error before the first chunk is a problem like any other; after it the
 * connection is cut, so that nobody takes a part for the whole.
 */
export class TextStream {
  constructor(
    readonly type: string,
    readonly chunks: AsyncGenerator<string, void>,
  ) {}
}

export interface Call<Query, Body> {
  query: Query
  body: Body
  params: Record<string, string>
  /** For what the schemas do not cover: addresses, cookies, headers. */
  request: Request
}

interface RouteShape<Query extends z.ZodType, Body extends z.ZodType> {
  method: 'get' | 'post' | 'patch' | 'delete'
  /** As in Express: `/api/things/:id`. */
  path: string
  summary: string
  /** Whether it answers 503 until the database has been reached and migrated; default true. */
  needsDatabase?: false
  /** Refused to API tokens: what takes a person who has signed in. */
  signInOnly?: true
  query?: Query
  body?: Body
  /** The schema of each successful answer; null: without a body. Errors are problems. */
  answers: Record<number, z.ZodType | null>
  /** What it answers instead of JSON to who accepts that alone. */
  otherMedia?: readonly string[]
}

export type Route<Query extends z.ZodType = z.ZodType, Body extends z.ZodType = z.ZodType> = RouteShape<Query, Body> &
  (
    | { access: 'public'; handle(call: Call<z.output<Query>, z.output<Body>>): Promise<Answer> | Answer }
    | {
        access: 'user' | 'admin'
        handle(call: Call<z.output<Query>, z.output<Body>>, identity: Identity): Promise<Answer> | Answer
      }
  )

/** Declares a route: its handler sees the query and body as their schemas give them. */
export function route<Query extends z.ZodType = z.ZodType, Body extends z.ZodType = z.ZodType>(
  definition: Route<Query, Body>,
): Route {
  // The schemas that type the handler are the ones that its input is parsed with: `mountRoutes` sees to it.
  return definition as unknown as Route
}
