export { clientEvents, type Live, startLive } from './start-live.ts'
