import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { createAnswerCheck, type OpenapiDocument } from '../check-answers.ts'
import { useTestDatabase } from '../test-database.ts'
import { type Actor, gatherActors } from './actors.ts'
import { useRunningServer } from './running-server.ts'

// Requests: few in every run, 50,000 before a release (docs/security.md).
const requests = Number(process.env.FUZZ_REQUESTS ?? 1000)
const grownBytes = 30_000_000

interface Operation {
  method: string
  path: string
  parameters: { name: string; in: 'path' | 'query'; schema: Schema }[]
  body: Schema | undefined
}
interface Schema {
  type?: string
  enum?: unknown[]
  const?: unknown
  properties?: Record<string, Schema>
  required?: string[]
  anyOf?: Schema[]
  items?: Schema
  minimum?: number
  maximum?: number
}

const db = useTestDatabase()
const server = useRunningServer(db)
let document: OpenapiDocument
let operations: Operation[]
let actors: Record<string, Actor>

beforeAll(async () => {
  actors = await gatherActors(server)
  document = (await (await server.ask('GET', '/api/openapi.json')).json()) as OpenapiDocument
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => {
      const { parameters = [], requestBody } = described as unknown as {
        parameters?: Operation['parameters']
        requestBody?: { content: { 'application/json': { schema: Schema } } }
      }
      return { method: method.toUpperCase(), path, parameters, body: requestBody?.content['application/json'].schema }
    }),
  )
})

const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\u{10ffff}',
    '\ud800',
    "' OR 1=1 --",
    '$1',
    '%00',
    '../../etc/passwd',
    '{"$ne":1}',
    '__proto__',
    '-1',
    '1e999',
    'NaN',
    '2026-02-30T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '-999999d',
    '*',
    'x'.repeat(5000),
  ),
)
const odd = fc.oneof(
  { maxDepth: 3 },
  oddText,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue(),
)

// What gets past a schema, to what lies behind it.
const usualTexts = [
  ...['-1h', '-30d', '-999999d', '2026-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z'],
  ...['cpu_usage', 'cpu_usage,load_1', 'eth0', 'lo', '/', '*', '7', 'ann', 'a@b.example', 'correct horse battery'],
]

/** A value that a schema may describe, or nearly so. */
function fitting(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(fitting))
  switch (schema.type) {
    case 'object': {
      const fields = Object.entries(schema.properties ?? {}).map(([name, value]) => [name, nearly(value)] as const)
      return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] })
    }
    case 'array':
      return fc.array(nearly(schema.items ?? {}), { maxLength: 5 })
    case 'integer': {
      const { minimum = -1, maximum = 5000 } = schema
      const least = Math.max(minimum, -(2 ** 31))
      return fc.oneof(
        { weight: 4, arbitrary: fc.integer({ min: least, max: Math.min(maximum, 2 ** 31 - 1) }) },
        fc.maxSafeInteger(),
      )
    }
    case 'number':
      return fc.double()
    case 'boolean':
      return fc.boolean()
    case 'string':
      return fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...usualTexts) }, oddText, fc.uuid())
    default:
      return odd
  }
}
const nearly = (schema: Schema): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 9, arbitrary: fitting(schema) }, { weight: 1, arbitrary: odd })

function requestOf({ method, path, parameters, body }: Operation) {
  const named = (place: 'path' | 'query') =>
    Object.fromEntries(
      parameters
        .filter((each) => each.in === place)
        .map(({ name, schema }) => [
          name,
          nearly(schema).map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))),
        ]),
    )
  const names = Object.keys(named('query'))
  return fc.record({
    method: fc.constant(method),
    path: fc.constant(path),
    params: fc.record(named('path')),
    query: fc.oneof(
      // Few at once, so that one mistake does not hide what another does.
      {
        weight: 6,
        arbitrary: fc.subarray(names, { maxLength: Math.min(2, names.length) }).chain(only(named('query'))),
      },
      { weight: 2, arbitrary: fc.record(named('query'), { requiredKeys: [] }) },
      { weight: 1, arbitrary: fc.dictionary(oddText, oddText, { maxKeys: 3 }) },
    ),
    body: fc.oneof(
      {
        weight: 8,
        arbitrary: body ? nearly(body).map((value) => JSON.stringify(value) ?? '') : fc.constant(undefined),
      },
      { weight: 1, arbitrary: odd.map((value) => JSON.stringify(value) ?? '') },
      { weight: 1, arbitrary: oddText },
    ),
    // Mostly an admin, who comes the furthest; the matrix tries the others.
    actor: fc.oneof(
      { weight: 3, arbitrary: fc.constant('admin') },
      { weight: 1, arbitrary: fc.constantFrom(...Object.keys(actors)) },
    ),
  })
}

function only(all: Record<string, fc.Arbitrary<string>>) {
  return (names: string[]) =>
    fc.record(Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name))))
}

// A URL cannot have half a surrogate pair.
const encode = (text: string) => encodeURIComponent(Buffer.from(text).toString())

function collectGarbage(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}

test(`${requests} requests made of the OpenAPI document: no fault, no undocumented answer, no growth`, {
  timeout: 3_600_000,
}, async () => {
  const check = createAnswerCheck(document)
  const statuses = new Map<number, number>()
  let [sent, before] = [0, 0]
  await fc.assert(
    fc.asyncProperty(fc.oneof(...operations.map(requestOf)), async ({ method, path, params, query, body, actor }) => {
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encode(params[name] ?? '') || 'x')
      // A browser would take "." and ".." out of a path; so does fetch.
      const search = Object.entries(query)
        .map(([name, value]) => `${encode(name)}=${encode(String(value))}`)
        .join('&')
      const url = `${filled}${search ? `?${search}` : ''}`
      const { token } = actors[actor] ?? {}
      const answer = await server.ask(method, url, { token, body: method === 'GET' ? undefined : body })
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      if (answer.status >= 500) {
        const { code } = (await answer.clone().json()) as { code: string }
        expect(documented).toContain(code)
      }
      expect(await check(method, url, answer)).toBe(null)
      await answer.body?.cancel().catch(() => undefined)
      sent += 1
      if (sent === Math.ceil(requests / 5)) before = collectGarbage()
    }),
    { numRuns: requests, endOnFailure: requests > 5000 },
  )
  expect(collectGarbage() - before).toBeLessThan(grownBytes)
  // It has come everywhere: to what is refused, to what is wrong, and to what is done.
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 401, 403, 404]))
})

const documented = ['power_unavailable', 'not_yet_sampled', 'database_unavailable']
