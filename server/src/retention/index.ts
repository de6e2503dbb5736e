export { makePartitions } from './make-partitions.ts'
export { noteLateSamples } from './note-late-samples.ts'
export { openRollUps } from './open-roll-ups.ts'
export { startUpkeep } from './start-upkeep.ts'
