export type { FamilyCost, Sink } from './run-family.ts'
export { type Collection, startCollection } from './start-collection.ts'
