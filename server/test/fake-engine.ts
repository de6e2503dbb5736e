import { createServer, type Server, type ServerResponse } from 'node:http'

/** What an engine answers, by the ids of its containers; a container without `stats` is not known. */
export interface EngineAnswers {
  /** What `_ping` names; null: nothing. */
  version: string | null
  list: { Id: string; [name: string]: unknown }[]
  inspect: Record<string, object>
  stats: Record<string, object>
}

/** Speaks as much of the Engine API as is asked of it. */
export class FakeEngine {
  /** Paths that get no answer, or another status. */
  silent: RegExp | null = null
  refuses: { path: RegExp; status: number } | null = null
  hasEvents = true
  readonly asked: string[] = []
  mostAtOnce = 0
  private atOnce = 0
  private readonly watchers = new Set<ServerResponse>()
  private readonly server: Server = createServer((request, response) => {
    const path = request.url ?? ''
    this.asked.push(path)
    if (path.includes('/events')) {
      if (!this.hasEvents) return void response.writeHead(404).end()
      response.writeHead(200).flushHeaders()
      this.watchers.add(response)
      return
    }
    this.atOnce += 1
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce)
    response.on('close', () => {
      this.atOnce -= 1
    })
    if (this.silent?.test(path)) return
    // A turn later, so that those asked at once are under way at once.
    setTimeout(() => this.answer(path, response), 2)
  })

  constructor(public answers: EngineAnswers = { version: '1.41', list: [], inspect: {}, stats: {} }) {}

  listen(socketPath: string): Promise<void> {
    return new Promise((resolve) => this.server.listen(socketPath, resolve))
  }

  /** Tells those that watch of a change, and gives the news time to arrive. */
  async tell(event: object | string): Promise<void> {
    const line = typeof event === 'string' ? event : JSON.stringify(event)
    for (const watcher of this.watchers) watcher.write(`${line}\n`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }

  /** How often a path was asked for since the last time. */
  count(path: RegExp): number {
    const found = this.asked.filter((one) => path.test(one)).length
    this.asked.splice(0, this.asked.length, ...this.asked.filter((one) => !path.test(one)))
    return found
  }

  close(): Promise<void> {
    this.server.closeAllConnections()
    return new Promise((resolve) => this.server.close(() => resolve()))
  }

  private answer(path: string, response: ServerResponse): void {
    const { version, list, inspect, stats } = this.answers
    if (this.refuses?.path.test(path)) return void response.writeHead(this.refuses.status).end('{"message":"no"}')
    if (path === '/_ping') return void response.writeHead(200, version ? { 'Api-Version': version } : {}).end('OK')
    const [, id = '', call = ''] = /\/containers\/([0-9a-f]+)\/(json|stats)/.exec(path) ?? []
    const found = path.includes('/containers/json') ? list : call === 'json' ? inspect[id] : stats[id]
    if (found === undefined) response.writeHead(404).end('{"message":"No such container"}')
    else response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(found))
  }
}
