// Projects and agent pools: nothing in a module registry runs in them, but clients make them, name them in other requests and expect to find them again.
import type { AgentPoolId, OrganizationId, Problem, ProjectId } from '../kernel/index.ts'

export interface Project {
  id: ProjectId
  organizationId: OrganizationId
  name: string
  description: string
  /** milliseconds since the epoch */
  createdAt: number
  updatedAt: number
}

export interface AgentPool {
  id: AgentPoolId
  organizationId: OrganizationId
  name: string
  /** whether every workspace may use it */
  organizationScoped: boolean
  /** milliseconds since the epoch */
  createdAt: number
  updatedAt: number
}

/** Every organization has one, made with it. */
export const DEFAULT_PROJECT = 'Default Project'

const POINTER = '/data/attributes/name'
const LONGEST = 255
const LONGEST_DESCRIPTION = 1024

export const NAME_TAKEN: Problem = { detail: 'Name has already been taken', pointer: POINTER }

export function nameProblems(name: string): Problem[] {
  if (name.trim() === '') return [{ detail: "Name can't be blank", pointer: POINTER }]
  if (name.length > LONGEST) return [{ detail: `Name is too long (maximum is ${LONGEST} characters)`, pointer: POINTER }]
  if (/\p{C}/u.test(name)) return [{ detail: 'Name must not include control characters', pointer: POINTER }]
  return []
}

export function descriptionProblems(description: string): Problem[] {
  if (description.length <= LONGEST_DESCRIPTION) return []
  const detail = `Description is too long (maximum is ${LONGEST_DESCRIPTION} characters)`
  return [{ detail, pointer: '/data/attributes/description' }]
}
