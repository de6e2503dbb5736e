import { createHistoryQuerySchema, historySchema, registerSchema, tokensSchema } from '@home-zenith/contract'
import { expect, test } from 'vitest'
import { openapiRoute } from './openapi.ts'
import { JsonText, route } from './route.ts'

test('the document tells of each route: its parameters, its body, its answers, and who may call it', async () => {
  const routes = [
    route({
      method: 'get',
      path: '/api/metrics/:name/history',
      access: 'user',
      summary: 'History',
      query: createHistoryQuerySchema(),
      answers: { 200: historySchema },
      handle: () => ({ status: 200 }),
    }),
    route({
      method: 'post',
      path: '/api/auth/register',
      access: 'public',
      summary: 'Register',
      body: registerSchema,
      answers: { 201: tokensSchema },
      handle: () => ({ status: 201 }),
    }),
    route({
      method: 'delete',
      path: '/api/auth/register',
      access: 'admin',
      summary: 'Nothing',
      answers: { 204: null },
      handle: () => ({ status: 204 }),
    }),
  ]
  const { body } = await openapiRoute(routes, '1.2.3').handle({} as never, undefined as never)
  const document = JSON.parse(body instanceof JsonText ? body.text : '')
  expect([document.openapi, document.info.version]).toEqual(['3.1.0', '1.2.3'])
  expect(Object.keys(document.paths)).toEqual([
    '/api/metrics/{name}/history',
    '/api/auth/register',
    '/api/openapi.json',
  ])
  const history = document.paths['/api/metrics/{name}/history'].get
  expect(
    history.parameters.map(({ name, in: place, required }: Record<string, unknown>) => [name, place, required]),
  ).toEqual([
    ['name', 'path', true],
    ...['from', 'to', 'hours', 'resolution', 'points', 'fields', 'host', 'format'].map((name) => [
      name,
      'query',
      false,
    ]),
  ])
  expect(history.security).toEqual([{ bearer: [] }])
  const { post, delete: remove } = document.paths['/api/auth/register']
  expect(post.security).toEqual([])
  expect(post.requestBody.required).toBe(true)
  expect(post.requestBody.content['application/json'].schema.required).toEqual(['username', 'email', 'password'])
  expect(Object.keys(post.responses)).toEqual(['201', 'default'])
  expect(remove.responses['204']).toEqual({ description: 'Nothing' })
  const ids = Object.values(document.paths).flatMap((path) =>
    Object.values(path as object).map(({ operationId }) => operationId),
  )
  expect(new Set(ids).size).toBe(ids.length)
})
