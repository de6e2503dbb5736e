import { systemFamily } from './system/index.ts'

/** Every metric family: a new one is a folder and a line here. */
export const families = [systemFamily]
