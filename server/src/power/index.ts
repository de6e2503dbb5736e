export { findObstacle } from './availability.ts'
export { createPower } from './create-power.ts'
export { cancelWaiting } from './order-file.ts'
export { createRunProgram } from './run-program.ts'
