import type { Container } from '@home-zenith/contract'
import { type DockerEngine, EngineError } from '../../sources/index.ts'
import { eventSchema, type Inspected, inspectSchema, type Listed, listSchema } from './answers.ts'

/** What is known of a container until the engine tells of a change. */
export interface KnownContainer
  extends Pick<
    Container,
    'container_id' | 'container_name' | 'image' | 'status' | 'health' | 'started_at' | 'restart_count'
  > {
  /** Its first process; 0 while it does not run. */
  pid: number
  /** Not the host's network, nor another container's. */
  hasOwnNetwork: boolean
}

interface Kept {
  container: KnownContainer
  /** What the list said when it was looked at. */
  listed: string
}

// What the events should have told is looked up all the same, in case one was lost.
const relistMs = 300_000
// More than an engine has; of so many changes all is looked at.
const mostChanged = 10_000
// Those after which something of a container reads otherwise; podman says "died" and "remove". A health check's own
// `exec` events, several a second on a large machine, are not among them.
const changes = 'create start restart die died stop kill oom pause unpause rename update destroy remove health_status'
const eventsPath = `/events?filters=${encodeURIComponent(JSON.stringify({ type: ['container'], event: changes.split(' ') }))}`

/** The containers of an engine: listed when its events tell of a change, and one by one looked at when they changed. */
export class Containers {
  private kept = new Map<string, Kept>()
  private changed = new Set<string>()
  private isCurrent = false
  private listedMs = Number.NEGATIVE_INFINITY
  /** Whether the engine tells of changes. */
  isWatching = false
  private stopWatching: (() => void) | undefined

  constructor(
    private readonly engine: DockerEngine,
    private readonly monotonicMs: () => number,
  ) {}

  /** As they are now, stopped ones too. @throws EngineError */
  async update(): Promise<KnownContainer[]> {
    this.watch()
    const nowMs = this.monotonicMs()
    // Without events every tick must ask.
    if (!this.isWatching || !this.isCurrent || nowMs - this.listedMs >= relistMs) {
      const { changed } = this
      this.changed = new Set()
      this.isCurrent = true
      try {
        this.kept = await this.look(await this.engine.get('/containers/json?all=true', listSchema), changed)
        this.listedMs = nowMs
      } catch (error) {
        this.isCurrent = false
        for (const id of changed) this.changed.add(id)
        throw error
      }
    }
    return [...this.kept.values()].map(({ container }) => container)
  }

  /** The engine went away: whatever was known may have changed. */
  forget(): void {
    this.stopWatching?.()
    this.kept.clear()
    this.isCurrent = false
  }

  private watch(): void {
    this.stopWatching ??= this.engine.watch(eventsPath, {
      open: () => {
        this.isWatching = true
        // What changed before nobody has told.
        this.isCurrent = false
      },
      line: (text) => this.note(text),
      end: () => {
        this.isWatching = false
        this.stopWatching = undefined
      },
    })
  }

  private note(line: string): void {
    this.isCurrent = false
    const event = parseEvent(line)
    const id = event?.Actor?.ID ?? event?.id
    if (!id) return
    this.changed.add(id)
    if (this.changed.size <= mostChanged) return
    this.changed.clear()
    this.kept.clear()
  }

  private async look(list: readonly Listed[], changed: ReadonlySet<string>): Promise<Map<string, Kept>> {
    const entries = await Promise.all(
      list.map(async (entry): Promise<[string, Kept][]> => {
        const before = this.kept.get(entry.Id)
        // "Up 3 minutes": the text is another one after a restart too.
        const listed = `${entry.State} ${entry.Status} ${nameOf(entry)}`
        if (before?.listed === listed && !changed.has(entry.Id)) return [[entry.Id, before]]
        try {
          const inspected = await this.engine.get(`/containers/${entry.Id}/json`, inspectSchema)
          return [[entry.Id, { container: describe(entry, inspected), listed }]]
        } catch (error) {
          if (!(error instanceof EngineError)) throw error
          // Removed since it was listed.
          if (error.status === 404) return []
          // Listed as it is, and looked at again.
          this.changed.add(entry.Id)
          this.isCurrent = false
          return [[entry.Id, { container: describe(entry, null), listed: '' }]]
        }
      }),
    )
    return new Map(entries.flat())
  }
}

function parseEvent(line: string) {
  try {
    return eventSchema.parse(JSON.parse(line))
  } catch {
    return null
  }
}

// A link to it is a name with a second part.
function nameOf({ Id, Names }: Listed): string {
  return (Names?.find((name) => name.lastIndexOf('/') <= 0) ?? Names?.[0] ?? Id.slice(0, 12)).replace(/^\//, '')
}

const healths = ['starting', 'healthy', 'unhealthy'] as const

function describe(listed: Listed, inspected: Inspected | null): KnownContainer {
  const { State: state, RestartCount: restarts, HostConfig: host } = inspected ?? {}
  const status = (state?.Status || listed.State || 'created').toLowerCase()
  const runs = status === 'running' || status === 'paused'
  const network = host?.NetworkMode ?? ''
  return {
    container_id: listed.Id,
    container_name: inspected?.Name?.replace(/^\//, '') || nameOf(listed),
    image: listed.Image ?? '',
    status,
    health: (runs && healths.find((health) => health === state?.Health?.Status)) || null,
    started_at: timeOf(state?.StartedAt),
    restart_count: restarts ?? null,
    pid: runs ? (state?.Pid ?? 0) : 0,
    hasOwnNetwork: network !== 'host' && !network.startsWith('container:') && !network.startsWith('ns:'),
  }
}

// A container that never ran started in the year 1.
function timeOf(text: string | null | undefined): string | null {
  const timeMs = Date.parse(text ?? '')
  return timeMs > 0 ? new Date(timeMs).toISOString() : null
}
