export { dockerFamily } from './family.ts'
