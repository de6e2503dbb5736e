import { serverSchema } from '@home-zenith/contract'
import { type Route, route } from '../platform/http/index.ts'
import type { MachineDescription } from './describe-machine.ts'

export interface MachineRouteOptions {
  description: MachineDescription
  hostname: string
  version: string
  /** This machine among `hosts`. */
  hostId(): number
}

export function machineRoutes({ description, hostname, version, hostId }: MachineRouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/server',
      access: 'user',
      summary: 'What this machine is',
      answers: { 200: serverSchema },
      handle: () => ({ status: 200, body: { host: hostId(), hostname, ...description, version } }),
    }),
  ]
}
