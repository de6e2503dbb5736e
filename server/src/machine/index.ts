export { describeMachine } from './describe-machine.ts'
export { enterHost, hostKey, hostName } from './identify-host.ts'
export { machineRoutes } from './routes.ts'
