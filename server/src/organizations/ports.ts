// What organizations need from domains that build on them; app/ plugs the implementations in.
import type { Queries } from '../database/index.ts'
import type { AgentPoolId, OrganizationId, ProjectId, UserId } from '../kernel/index.ts'

/** Gives a new organization what it starts with, in the transaction that creates it: owners and a default project. */
export interface OrganizationFounding {
  found(tx: Queries, organization: NewOrganization): Promise<void>
}

export interface NewOrganization {
  id: OrganizationId
  foundedBy: UserId
  /** for the project to create */
  defaultProjectId: ProjectId
}

/** Whether there is such an agent pool in the organization. */
export interface AgentPoolLookup {
  hasAgentPool(organizationId: OrganizationId, id: AgentPoolId): Promise<boolean>
}

/** Called once the transaction has committed. */
export type AfterCommit = () => void

/** Follows a new name of the organization, which is also a namespace of modules, in the same transaction. */
export interface OrganizationRenaming {
  renamed(tx: Queries, change: { id: OrganizationId; from: string; to: string }): Promise<AfterCommit>
  /** Settings can decide what a module shows. */
  settingsChanged(tx: Queries, id: OrganizationId): Promise<AfterCommit>
}

/** Cleans up outside the database when an organization goes. Called in the transaction, before anything is deleted. */
export interface OrganizationDeletion {
  deleting(tx: Queries, id: OrganizationId): Promise<void>
}
