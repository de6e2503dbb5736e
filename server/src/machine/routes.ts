import { type ServerInfo, serverSchema } from '@home-zenith/contract'
import { type Route, route } from '../platform/http/index.ts'
import type { MachineDescription } from './describe-machine.ts'

export interface MachineRouteOptions {
  description: MachineDescription
  hostname: string
  bootTime(): string | null
  timeZone(): string | null
  version: string
  /** This machine among `hosts`. */
  hostId(): number
  /** null until it has been read. */
  hardware(): ServerInfo['hardware']
  power(): ServerInfo['power']
  self(): Promise<ServerInfo['self']>
}

export function machineRoutes(options: MachineRouteOptions): Route[] {
  const { description, hostname, bootTime, timeZone, version, hostId, hardware, power, self } = options
  return [
    route({
      method: 'get',
      path: '/api/server',
      access: 'user',
      summary: 'What this machine is, and what watching it costs',
      answers: { 200: serverSchema },
      async handle() {
        const now = {
          boot_time: bootTime(),
          time_zone: timeZone(),
          hardware: hardware(),
          power: power(),
          self: await self(),
        }
        return { status: 200, body: { host: hostId(), hostname, ...description, version, ...now } }
      },
    }),
  ]
}
