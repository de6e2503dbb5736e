export { keepPartitions } from './keep-partitions.ts'
export { makePartitions } from './make-partitions.ts'
