import type { PowerPending, PowerState } from '@home-zenith/contract'
import type { Route } from '../platform/http/index.ts'
import { Availability, type AvailabilityOptions } from './availability.ts'
import { Power, type PowerOptions } from './power.ts'
import { type PowerRouteOptions, powerRoutes } from './routes.ts'

export interface PowerControl {
  routes(options: Omit<PowerRouteOptions, 'power' | 'availability'>): Route[]
  /** `power` of `GET /api/server`. */
  state(): PowerState
  /** What ended the boot before this one, when it was an action of ours. */
  endedBootBefore: PowerPending | null
  /** Once there is a database: tells the audit log what became of what the server before this one had left. */
  settle(): Promise<void>
  /** Gives up what waits for its moment. */
  close(): Promise<void>
}

/** Reboot and shutdown of this machine. Nothing that waits for its moment survives this process. */
export function createPower(options: PowerOptions & AvailabilityOptions): PowerControl {
  const power = new Power(options)
  const availability = new Availability(options)
  void availability.refresh()
  return {
    routes: (more) => powerRoutes({ ...more, power, availability }),
    state: () => ({ ...availability.known, mode: options.mode, pending: power.pending }),
    endedBootBefore: power.endedBootBefore,
    settle: () => power.settle(),
    close: () => power.close(),
  }
}
