export { lowerPriority, lowerThreadPriority } from './priority.ts'
export { type RunningProgram, type StartProgram, spawnProgram } from './program.ts'
export { releaseMemoryWhenIdle } from './release-memory.ts'
export { startProgram } from './start-program.ts'
