export { type Live, startLive } from './start-live.ts'
