export { Latest } from './latest.ts'
export { Recorder, type RecorderOptions } from './recorder.ts'
export { historyRoutes } from './routes.ts'
export { Spool } from './spool.ts'
