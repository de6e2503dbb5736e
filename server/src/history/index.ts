export { Latest } from './latest.ts'
export { Recorder } from './recorder.ts'
export { historyRoutes } from './routes.ts'
