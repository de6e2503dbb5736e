export { makePartitions } from './make-partitions.ts'
export { startUpkeep } from './start-upkeep.ts'
