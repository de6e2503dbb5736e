export { systemFamily } from './family.ts'
