import {
  interruptionsSchema,
  type PowerAction,
  type PowerRequest,
  powerRequestSchema,
  powerScheduledSchema,
} from '@home-zenith/contract'
import { type Answer, type Call, type Identity, type Route, route } from '../platform/http/index.ts'
import { ProblemError } from '../platform/problem.ts'
import type { MachineRoots } from '../sources/index.ts'
import type { Availability } from './availability.ts'
import { findInterruptions } from './interruptions/index.ts'
import type { Power } from './power.ts'

export interface PowerRouteOptions {
  power: Power
  availability: Availability
  roots: MachineRoots
  /** @throws 403 `verification_required` */
  checkVerification(token: string | undefined, userId: string, purpose: PowerAction): void
  /** Checks it and ends it. @throws 403 `verification_required` */
  spendVerification(token: string | undefined, userId: string, purpose: PowerAction): void
  userName(userId: string): Promise<string>
}

export function powerRoutes(options: PowerRouteOptions): Route[] {
  const { power, availability, roots, userName } = options
  const order = (action: PowerAction, summary: string) =>
    route({
      method: 'post',
      path: `/api/server/${action}`,
      access: 'admin',
      signInOnly: true,
      summary,
      body: powerRequestSchema,
      answers: { 202: powerScheduledSchema },
      handle: (call, identity) => schedule(action, call, identity, options),
    })
  return [
    order('reboot', 'Reboot this machine, after a delay in which it can be cancelled'),
    order('shutdown', 'Shut this machine down, after a delay in which it can be cancelled'),
    route({
      method: 'get',
      path: '/api/server/power',
      access: 'user',
      summary: 'What a reboot would interrupt',
      answers: { 200: interruptionsSchema },
      async handle() {
        const [body] = await Promise.all([findInterruptions(roots), availability.refresh()])
        return { status: 200, body }
      },
    }),
    route({
      method: 'delete',
      path: '/api/server/power',
      access: 'admin',
      signInOnly: true,
      summary: 'Cancel the reboot or shutdown that waits for its moment',
      answers: { 204: null },
      async handle({ request }, { userId }) {
        const by = { actor: userId, name: await userName(userId), address: request.ip }
        if (await power.cancel(by)) return { status: 204 }
        throw new ProblemError('not_found', 'No reboot or shutdown waits for its moment')
      },
    }),
  ]
}

/** The order of the checks is the contract's: only the answer 202 spends the verification. */
async function schedule(
  action: PowerAction,
  { body, request }: Call<unknown, PowerRequest>,
  { userId }: Identity,
  { power, availability, checkVerification, spendVerification, userName }: PowerRouteOptions,
): Promise<Answer> {
  checkVerification(body.verification_token, userId, action)
  const obstacle = await availability.ask(action)
  if (obstacle !== null) throw new ProblemError('power_unavailable', `This machine cannot do it: ${obstacle}`)
  const { execute_at } = await power.schedule(
    {
      action,
      delaySeconds: body.delay_seconds,
      reason: body.reason || null,
      actor: userId,
      requestedBy: await userName(userId),
      address: request.ip,
    },
    () => spendVerification(body.verification_token, userId, action),
  )
  return { status: 202, body: { action, execute_at } }
}
