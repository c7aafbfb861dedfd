export { DefaultProjectFounding } from './founding.ts'
export { AGENT_POOLS, type AgentPools, PROJECTS, type Projects } from './kinds.ts'
export { PlaceholderDirectory } from './placeholder-directory.ts'
export { Placeholders } from './placeholders.ts'
