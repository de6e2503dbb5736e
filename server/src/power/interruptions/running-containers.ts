import type { Interruptions } from '@home-zenith/contract'
import { z } from 'zod'
import { DockerEngine, EngineError } from '../../sources/index.ts'

const listSchema = z.array(z.object({ Id: z.string() }))
const inspectSchema = z.object({
  Name: z.string(),
  HostConfig: z.object({ RestartPolicy: z.object({ Name: z.string().nullish() }).nullish() }),
})

type RunningContainer = NonNullable<Interruptions['running_containers']>[number]

// `on-failure` is for a container that fails: the engine does not start it when it starts itself.
const comingBack = ['always', 'unless-stopped']

/**
 * The containers that run, and what the engine does with them after a reboot; null when it cannot be asked.
 * @see https://docs.docker.com/engine/containers/start-containers-automatically/
 */
export async function findRunningContainers(dockerSocket: string): Promise<RunningContainer[] | null> {
  const engine = new DockerEngine(dockerSocket)
  try {
    await engine.ping()
    const running = await engine.get('/containers/json', listSchema)
    const found = await Promise.all(running.map(({ Id }) => lookAt(engine, Id)))
    return found.flat()
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    return error.reason === 'not_found' ? [] : null
  } finally {
    engine.close()
  }
}

async function lookAt(engine: DockerEngine, id: string): Promise<RunningContainer[]> {
  try {
    const { Name, HostConfig } = await engine.get(`/containers/${id}/json`, inspectSchema)
    const restart_policy = HostConfig.RestartPolicy?.Name || 'no'
    const container_name = Name.replace(/^\//, '')
    return [{ container_id: id, container_name, restart_policy, comes_back: comingBack.includes(restart_policy) }]
  } catch (error) {
    // Removed since it was listed.
    if (error instanceof EngineError && error.status === 404) return []
    throw error
  }
}
