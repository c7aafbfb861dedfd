import {
  type AgentPoolId,
  Invalid,
  newId,
  type OrganizationId,
  type Problem,
  type ProjectId,
  type TagBindingId,
  type TagBindingRequest,
  tagBindingProblems,
} from '../kernel/index.ts'
import { nameProblems, type Placeholder } from './placeholder.ts'

export const EXECUTION_MODES = ['remote', 'local', 'agent'] as const
export type ExecutionMode = (typeof EXECUTION_MODES)[number]

export interface ProjectTag extends TagBindingRequest {
  id: TagBindingId
}

export interface Project extends Placeholder {
  id: ProjectId
  description: string
  /** null: the organization's */
  executionMode: ExecutionMode | null
  /** only with the execution mode `agent`, and none once the pool was deleted */
  agentPoolId: AgentPoolId | null
  /** hours or days, such as `3d` */
  autoDestroyAfter: string | null
  tags: readonly ProjectTag[]
}

/** What is left out stays. */
export interface ProjectChanges {
  name?: string | undefined
  description?: string | undefined
  executionMode?: ExecutionMode | undefined
  agentPoolId?: AgentPoolId | null | undefined
  autoDestroyAfter?: string | null | undefined
  /** whether the project has an execution mode of its own; false takes it away */
  overwrites?: { executionMode?: boolean | undefined; agentPool?: boolean | undefined } | undefined
  /** instead of those it has */
  tags?: readonly TagBindingRequest[] | undefined
  /** beside those it has; a known key gets the new value */
  addedTags?: readonly TagBindingRequest[] | undefined
}

/** Every organization starts with one. */
export const DEFAULT_PROJECT = 'Default Project'

const ATTRIBUTES = '/data/attributes'
const POOL = `${ATTRIBUTES}/default-agent-pool-id`
const MAX_DESCRIPTION_LENGTH = 1024
// The official client's tests compare these texts.
const POOL_NEEDS_MODE = "Default agent pool must not be specified unless using 'agent' execution mode"
const MODE_NEEDS_POOL = "Default agent pool must be specified when using 'agent' execution mode"
const UNEQUAL_OVERWRITES = 'If agent-pool and execution-mode are both included in setting-overwrites, their values must be the same.'
const ODD_DURATION = "Auto destroy activity duration has an incorrect format, we expect up to 4 numeric digits and 1 unit ('d' or 'h')"

export function newProject(organizationId: OrganizationId, now: number, id: ProjectId = newId('project')): Project {
  const place = { executionMode: null, agentPoolId: null, autoDestroyAfter: null, tags: [] }
  return { id, organizationId, name: '', description: '', ...place, createdAt: now, updatedAt: now }
}

/** @throws Invalid for overwrites that contradict each other or say nothing */
export function changedProject(project: Project, changes: ProjectChanges): Project {
  const { name = project.name, description = project.description, autoDestroyAfter = project.autoDestroyAfter } = changes
  return {
    ...project,
    name,
    description,
    autoDestroyAfter,
    ...executionOf(project, changes),
    tags: tagsOf(project, changes),
  }
}

function tagsOf({ tags: present }: Project, { tags, addedTags }: ProjectChanges): readonly ProjectTag[] {
  const fresh = (tags ?? addedTags)?.map(({ key, value }) => ({ id: newId('tag-binding'), key, value }))
  if (fresh === undefined || tags !== undefined) return fresh ?? present
  return [...present.filter(({ key }) => !fresh.some((tag) => tag.key === key)), ...fresh]
}

function executionOf(project: Project, changes: ProjectChanges): Pick<Project, 'executionMode' | 'agentPoolId'> {
  const { executionMode: own, agentPool } = changes.overwrites ?? {}
  const pointer = `${ATTRIBUTES}/setting-overwrites`
  if (own !== undefined && agentPool !== undefined && own !== agentPool) throw new Invalid(UNEQUAL_OVERWRITES, pointer)
  const overwrites = own ?? agentPool
  if (overwrites === false) return { executionMode: null, agentPoolId: null }
  const executionMode = changes.executionMode ?? project.executionMode
  if (overwrites === true && executionMode === null) throw new Invalid('Default execution mode must be specified to overwrite it', pointer)
  const keptPool = executionMode === 'agent' ? project.agentPoolId : null
  return { executionMode, agentPoolId: changes.agentPoolId === undefined ? keptPool : changes.agentPoolId }
}

/** @param before what is wrong with it already is tolerated, unless it changes */
export function projectProblems(project: Project, before: Project): Problem[] {
  const problems = project.name === before.name && before.name !== '' ? [] : nameProblems(project.name)
  if (project.description.length > MAX_DESCRIPTION_LENGTH) {
    const detail = `Description is too long (maximum is ${MAX_DESCRIPTION_LENGTH} characters)`
    problems.push({ detail, pointer: `${ATTRIBUTES}/description` })
  }
  const { executionMode, agentPoolId, autoDestroyAfter } = project
  if (agentPoolId !== null && executionMode !== 'agent') problems.push({ detail: POOL_NEEDS_MODE, pointer: POOL })
  const losesPool = agentPoolId !== before.agentPoolId || executionMode !== before.executionMode
  if (agentPoolId === null && executionMode === 'agent' && losesPool) problems.push({ detail: MODE_NEEDS_POOL, pointer: POOL })
  if (autoDestroyAfter !== null && !/^\d{1,4}[dh]$/.test(autoDestroyAfter)) {
    problems.push({ detail: ODD_DURATION, pointer: `${ATTRIBUTES}/auto-destroy-activity-duration` })
  }
  return project.tags === before.tags
    ? problems
    : [...problems, ...tagBindingProblems(project.tags, '/data/relationships/tag-bindings/data')]
}
