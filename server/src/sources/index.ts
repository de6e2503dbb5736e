export {
  type ContainerCounters,
  type ContainerFiles,
  findContainerFiles,
  readContainerFiles,
  readMemoryLimit,
} from './container-files.ts'
export { type CpuTimes, type CpuTimesByCore, parseCpuTimes } from './cpu-times.ts'
export { createMachine, deviceNumbers } from './create-machine.ts'
export { type DiskCounters, PhysicalDisks, parseDisks } from './disks.ts'
export { DockerEngine, EngineError } from './docker-engine.ts'
export { Filesystems } from './filesystems.ts'
export { readHardware } from './hardware.ts'
export { parseLoad, parsePressure, parseUptime } from './load.ts'
export type { FilesystemSize, Machine, MachineRoots } from './machine.ts'
export { type Memory, parseMemory } from './memory.ts'
export type { LocalFilesystem, Mount } from './mounts.ts'
export {
  type InterfaceCounters,
  parseDefaultRoute,
  parseDefaultRoute6,
  parseInterfaces,
  parseNeighbours,
} from './network.ts'
export { ownFolder } from './own-folder.ts'
export { measureProcessTree } from './process-tree.ts'
export { listFolder, readText } from './read-text.ts'
export { findSensors, parseCelsius, type Sensor } from './sensors.ts'
export { findThrottling, type ThrottlingSource } from './throttling.ts'
