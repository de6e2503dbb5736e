import { problemSchema } from '@home-zenith/contract'
import { z } from 'zod'
import { JsonText, type Route, route } from './route.ts'

type JsonObject = Record<string, unknown>

/** `GET /api/openapi.json`: OpenAPI 3.1 of these routes and of itself, from the schemas that they are checked with. */
export function openapiRoute(routes: readonly Route[], version: string): Route {
  let text: string | undefined
  const self: Route = route({
    method: 'get',
    path: '/api/openapi.json',
    access: 'public',
    needsDatabase: false,
    summary: 'This document',
    answers: { 200: z.record(z.string(), z.unknown()) },
    handle() {
      text ??= JSON.stringify(describe([...routes, self], version))
      return { status: 200, body: new JsonText(text) }
    },
  })
  return self
}

function describe(routes: readonly Route[], version: string): JsonObject {
  const paths: Record<string, JsonObject> = {}
  for (const each of routes) {
    const path = each.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [each.method]: describeOperation(each) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Home Zenith', version, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Problem: schemaOf(problemSchema, 'output') },
      responses: {
        Problem: {
          description: 'A problem (RFC 9457)',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  }
}

function describeOperation({
  method,
  path,
  summary,
  access,
  query,
  body,
  answers,
  otherMedia = [],
}: Route): JsonObject {
  const others = Object.fromEntries(otherMedia.map((media) => [media, { schema: { type: 'string' } }]))
  const answered = Object.entries(answers).map(([status, schema]) => [
    status,
    {
      description: summary,
      ...(schema ? { content: { 'application/json': { schema: schemaOf(schema, 'output') }, ...others } } : {}),
    },
  ])
  return {
    operationId: `${method}${path.replace(/[/:.]+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary,
    tags: [path.split('/')[2]],
    security: access === 'public' ? [] : [{ bearer: [] }],
    parameters: [...pathParameters(path), ...(query ? queryParameters(query) : [])],
    ...(body ? { requestBody: requestBody(body) } : {}),
    responses: { ...Object.fromEntries(answered), default: { $ref: '#/components/responses/Problem' } },
  }
}

function requestBody(body: z.ZodType): JsonObject {
  // A body that may have nothing may be left out.
  const required = !body.safeParse({}).success
  return { required, content: { 'application/json': { schema: schemaOf(body, 'input') } } }
}

function pathParameters(path: string): JsonObject[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

function queryParameters(query: z.ZodType): JsonObject[] {
  const { properties = {}, required = [] } = schemaOf(query, 'input') as {
    properties?: Record<string, JsonObject>
    required?: string[]
  }
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }))
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}
