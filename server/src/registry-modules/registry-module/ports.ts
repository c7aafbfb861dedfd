// What this domain needs from those above it; app/ plugs the implementations in.
import type { Queries } from '../../database/index.ts'
import type { OrganizationId, RegistryModuleVersionId, VcsRepositoryId } from '../../kernel/index.ts'
import type { SyncTrigger } from '../../vcs/index.ts'

/** Asks for the repository's tags to be looked at and its versions to be imported. Durable once the transaction commits. */
export interface IngressRequests {
  request(transaction: Queries, repositoryId: VcsRepositoryId, trigger?: SyncTrigger): Promise<void>
  /** Asks for the archive that was just uploaded for the version to be imported. */
  requestUpload(transaction: Queries, versionId: RegistryModuleVersionId): Promise<void>
  /** tells idle workers that something was committed; losing this call costs a second, not the work */
  wake(): void
}

/** Where tests could run. This domain only checks that a pool exists. */
export interface AgentPools {
  find(id: string): Promise<{ organizationId: OrganizationId; name: string } | undefined>
}
