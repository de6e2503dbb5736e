export { EventLog } from './event-log.ts'
export { readBootId } from './read-boot-id.ts'
export { eventRoutes } from './routes.ts'
export { watchSampling } from './watch-sampling.ts'
