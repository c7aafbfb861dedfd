// A project as the API shows it; what is counted in it is always nothing.
import { type Static, Type } from 'typebox'
import type { Organization } from '../../organizations/index.ts'
import {
  identifierOf,
  nullable,
  oneOf,
  resourceSchema,
  SelfLink,
  switches,
  Timestamp,
  timestamp,
  toMany,
  toOne,
} from '../../platform/http/json-api/index.ts'
import { EXECUTION_MODES, type ExecutionMode, type Project, type ProjectTag } from '../project.ts'

export const ProjectResource = resourceSchema('Project', 'projects', {
  attributes: Type.Object({
    name: Type.String(),
    description: nullable(Type.String()),
    'is-unified': Type.Boolean(),
    'default-execution-mode': oneOf(EXECUTION_MODES),
    'setting-overwrites': switches(['default-execution-mode', 'default-agent-pool']),
    'auto-destroy-activity-duration': nullable(Type.String({ examples: ['3d'] })),
    'workspace-count': Type.Integer(),
    'team-count': Type.Integer(),
    'created-at': Timestamp,
    permissions: switches(['can-read', 'can-create-workspace', 'can-move-workspace']),
  }),
  relationships: Type.Object({
    organization: Type.Object({ data: identifierOf('organizations') }),
    'default-agent-pool': toOne('agent-pools'),
    'effective-tag-bindings': toMany('effective-tag-bindings'),
  }),
  links: SelfLink,
})

/** Nothing is above a project that could lend it labels: its own are all that take effect. */
export const EffectiveTagResource = resourceSchema('EffectiveTagBinding', 'effective-tag-bindings', {
  attributes: Type.Object({ key: Type.String(), value: Type.String() }),
})

/** @param organization of the project, which decides where the project does not */
export function projectDocument(
  project: Project,
  organization: Pick<Organization, 'name' | 'settings' | 'defaultAgentPoolId'>,
): Static<typeof ProjectResource> {
  const { executionMode, tags } = project
  const own = executionMode !== null
  const poolId = own ? project.agentPoolId : organization.defaultAgentPoolId
  return {
    id: project.id,
    type: 'projects',
    attributes: {
      name: project.name,
      description: project.description,
      'is-unified': false,
      'default-execution-mode': executionMode ?? (organization.settings['default-execution-mode'] as ExecutionMode),
      'setting-overwrites': { 'default-execution-mode': own, 'default-agent-pool': own },
      'auto-destroy-activity-duration': project.autoDestroyAfter,
      'workspace-count': 0,
      'team-count': 0,
      'created-at': timestamp(project.createdAt),
      permissions: { 'can-read': true, 'can-create-workspace': false, 'can-move-workspace': false },
    },
    relationships: {
      organization: { data: { id: organization.name, type: 'organizations' } },
      'default-agent-pool': { data: poolId === null ? null : { id: poolId, type: 'agent-pools' } },
      'effective-tag-bindings': { data: tags.map(({ id }) => ({ id, type: 'effective-tag-bindings' })) },
    },
    links: { self: `/api/v2/projects/${project.id}` },
  }
}

export function effectiveTagDocument({ id, key, value }: ProjectTag): Static<typeof EffectiveTagResource> {
  return { id, type: 'effective-tag-bindings', attributes: { key, value } }
}
