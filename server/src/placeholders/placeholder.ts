// Projects and agent pools. Nothing of a module registry runs in them, but clients create them, name them in other requests,
// and expect to find them again.
import type { AgentPoolId, OrganizationId, Problem, ProjectId } from '../kernel/index.ts'

interface Placeholder {
  organizationId: OrganizationId
  name: string
  /** milliseconds since the epoch */
  createdAt: number
  updatedAt: number
}

export interface Project extends Placeholder {
  id: ProjectId
  description: string
}

export interface AgentPool extends Placeholder {
  id: AgentPoolId
  /** whether every workspace may use it */
  organizationScoped: boolean
}

/** Every organization starts with one. */
export const DEFAULT_PROJECT = 'Default Project'

const POINTER = '/data/attributes/name'
const MAX_NAME_LENGTH = 255
const MAX_DESCRIPTION_LENGTH = 1024

export const NAME_TAKEN: Problem = { detail: 'Name has already been taken', pointer: POINTER }

export function projectProblems({ name, description }: Project): Problem[] {
  if (description.length <= MAX_DESCRIPTION_LENGTH) return nameProblems(name)
  const detail = `Description is too long (maximum is ${MAX_DESCRIPTION_LENGTH} characters)`
  return [...nameProblems(name), { detail, pointer: '/data/attributes/description' }]
}

export function agentPoolProblems({ name }: AgentPool): Problem[] {
  return nameProblems(name)
}

function nameProblems(name: string): Problem[] {
  if (name.trim() === '') return [{ detail: "Name can't be blank", pointer: POINTER }]
  if (name.length > MAX_NAME_LENGTH) return [{ detail: `Name is too long (maximum is ${MAX_NAME_LENGTH} characters)`, pointer: POINTER }]
  if (/\p{C}/u.test(name)) return [{ detail: 'Name must not include control characters', pointer: POINTER }]
  return []
}
