export { networkFamily } from './family.ts'
