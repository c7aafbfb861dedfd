// An agent pool as the API shows it; there are no agents, and no workspaces.
import { type Static, Type } from 'typebox'
import { identifierOf, resourceSchema, SelfLink, Timestamp, timestamp, toMany } from '../../platform/http/json-api/index.ts'
import type { AgentPool } from '../agent-pool.ts'

export const AgentPoolResource = resourceSchema('AgentPool', 'agent-pools', {
  attributes: Type.Object({
    name: Type.String(),
    'organization-scoped': Type.Boolean(),
    'agent-count': Type.Integer(),
    'created-at': Timestamp,
  }),
  relationships: Type.Object({
    organization: Type.Object({ data: identifierOf('organizations') }),
    agents: toMany('agents'),
    workspaces: toMany('workspaces'),
    'allowed-workspaces': toMany('workspaces'),
    'allowed-projects': toMany('projects'),
    'excluded-workspaces': toMany('workspaces'),
  }),
  links: SelfLink,
})

/** @param organization of the pool */
export function agentPoolDocument(pool: AgentPool, organization: { name: string }): Static<typeof AgentPoolResource> {
  return {
    id: pool.id,
    type: 'agent-pools',
    attributes: {
      name: pool.name,
      'organization-scoped': pool.organizationScoped,
      'agent-count': 0,
      'created-at': timestamp(pool.createdAt),
    },
    relationships: {
      organization: { data: { id: organization.name, type: 'organizations' } },
      agents: { data: [] },
      workspaces: { data: [] },
      'allowed-workspaces': { data: [] },
      'allowed-projects': { data: pool.allowedProjects.map((id) => ({ id, type: 'projects' })) },
      'excluded-workspaces': { data: [] },
    },
    links: { self: `/api/v2/agent-pools/${pool.id}` },
  }
}
