export { lowerPriority } from './priority.ts'
export { releaseMemoryWhenIdle } from './release-memory.ts'
