// What organizations need from domains that build on them; app/ plugs the implementations in.
import type { Queries } from '../database/index.ts'
import type { AgentPoolId, OrganizationId, ProjectId, UserId } from '../kernel/index.ts'

/**
 * What an organization has from the beginning, made in the transaction that creates it: an owners team with its creator as
 * an active member, and a default project.
 */
export interface OrganizationFounding {
  found(transaction: Queries, organization: NewOrganization): Promise<void>
}

export interface NewOrganization {
  id: OrganizationId
  foundedBy: UserId
  /** of the project to be made */
  defaultProjectId: ProjectId
}

/** Whether there is such an agent pool in the organization. */
export interface AgentPoolLookup {
  hasAgentPool(organizationId: OrganizationId, id: AgentPoolId): Promise<boolean>
}

/** To be called once the transaction has committed. */
export type AfterCommit = () => void

/** Whoever keeps the organization's name (as the namespace of a module) follows its change in the same transaction. */
export interface OrganizationRenaming {
  renamed(transaction: Queries, change: { id: OrganizationId; from: string; to: string }): Promise<AfterCommit>
  /** Told of every other change too, because settings may concern what is prepared of modules. */
  settingsChanged(transaction: Queries, id: OrganizationId): Promise<AfterCommit>
}

/** Whoever has to do something outside when an organization goes, told in the same transaction, while everything is still there. */
export interface OrganizationDeletion {
  deleting(transaction: Queries, id: OrganizationId): Promise<void>
}

/** Told, after the commit, that subjects may do other things than before: what is remembered about them is stale. */
export interface AccessChanges {
  accessChanged(): void
}
