// The tenant: its name is the namespace of its private modules.
import type { AgentPoolId, OrganizationId, Problem, ProjectId } from '../kernel/index.ts'
import type { OrganizationSettings } from './settings.ts'

export interface Organization {
  id: OrganizationId
  name: string
  email: string
  settings: OrganizationSettings
  /** made together with the organization; null only for what is older than projects */
  defaultProjectId: ProjectId | null
  /** only while the setting `default-execution-mode` is `agent` */
  defaultAgentPoolId: AgentPoolId | null
  /** milliseconds since the epoch */
  createdAt: number
  updatedAt: number
}

const POINTER = '/data/attributes/name'
/** A namespace in a module's address may not be longer. */
const MAX_LENGTH = 64
const SHAPE = /^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$/

/** The rules of a module namespace, since that is what the name becomes. */
export function organizationNameProblems(name: string): Problem[] {
  if (name.trim() === '') return [{ detail: "Name can't be blank", pointer: POINTER }]
  if (name.length > MAX_LENGTH) return [{ detail: `Name is too long (maximum is ${MAX_LENGTH} characters)`, pointer: POINTER }]
  if (!SHAPE.test(name)) {
    const detail = 'Name can only include letters, numbers, - and _, and must begin and end with a letter or number'
    return [{ detail, pointer: POINTER }]
  }
  return []
}

/** Addresses below /app that would be those of an organization. */
const RESERVED = new Set(['settings', 'organizations', 'modules', 'api'])

/** Of a name that is given to an organization. One that has such a name from earlier may keep it. */
export function newNameProblems(name: string): Problem[] {
  return RESERVED.has(organizationNameKey(name)) ? [{ detail: 'Name is reserved', pointer: POINTER }] : []
}

/** Of the name of an organization that is to be created; says whose name it is. */
export function newOrganizationProblems(name: string): Problem[] {
  return [...organizationNameProblems(name), ...newNameProblems(name)].map((problem) => ({
    ...problem,
    detail: `Organization: ${problem.detail}`,
  }))
}

/** Names that differ only by letter case are the same name. */
export function organizationNameKey(name: string): string {
  return name.toLowerCase()
}

export const NAME_TAKEN: Problem = { detail: 'Name has already been taken', pointer: POINTER }
