import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ProblemError } from '../problem.ts'
import { type Route, route, TextStream } from './route.ts'

/** `GET /api/docs`: the page to try the API with; its script and style are built with the dashboard. */
export function docsRoute(dashboardDir: string): Route {
  return route({
    method: 'get',
    path: '/api/docs',
    access: 'public',
    needsDatabase: false,
    summary: 'A page to try the API',
    answers: { 200: null },
    async handle() {
      const page = await readFile(join(dashboardDir, 'docs.html'), 'utf8').catch((cause: unknown) => {
        throw new ProblemError('not_found', 'The dashboard is not built: npm start does', { cause })
      })
      return { status: 200, body: new TextStream('html', once(page)) }
    },
  })
}

async function* once(text: string): AsyncGenerator<string, void> {
  yield text
}
