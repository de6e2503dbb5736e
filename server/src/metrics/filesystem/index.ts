export { filesystemFamily } from './family.ts'
