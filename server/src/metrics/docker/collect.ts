import type { Container, DockerSample } from '@home-zenith/contract'
import { DockerEngine, EngineError, type Machine } from '../../sources/index.ts'
import type { Collector } from '../family.ts'
import { Containers, type KnownContainer } from './containers.ts'
import { type Usage, unknownUsage } from './usage.ts'
import { UsageMeter } from './usage-meter.ts'

// One that tells of changes ends that as it goes away. Whether it hangs is asked each other time: the question costs as much, here and
// there, as reading what ten containers use.
const pingEveryMs = 29_000

/** Asks the engine for its containers, and measures those that run. An engine that is away is tried again each time. */
export function createDockerCollector(machine: Machine): Collector<DockerSample> {
  const engine = new DockerEngine(machine.roots.dockerSocket)
  const containers = new Containers(engine, () => machine.monotonicMs())
  const meter = new UsageMeter(machine, engine)
  let pingedMs = Number.NEGATIVE_INFINITY

  async function collect(timestamp: string): Promise<Omit<DockerSample, 'timestamp'>> {
    try {
      const nowMs = machine.monotonicMs()
      if (!containers.isWatching || nowMs - pingedMs >= pingEveryMs) {
        await engine.ping()
        pingedMs = nowMs
      }
      const known = await containers.update()
      const usages = await meter.measure(known)
      const measured = known.map((one) => toContainer(timestamp, one, usages.get(one.container_id)))
      return { available: true, reason: null, containers: measured }
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      containers.forget()
      return { available: false, reason: error.reason, containers: [] }
    }
  }

  return {
    async prime() {
      await collect('')
    },
    collect,
    close() {
      containers.forget()
      engine.close()
    },
  }
}

function toContainer(timestamp: string, known: KnownContainer, usage: Usage | undefined): Container {
  const { pid, hasOwnNetwork, ...container } = known
  return { timestamp, ...container, ...(usage ?? unknownUsage) }
}
