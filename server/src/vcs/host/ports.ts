// What the domain needs from the domains above it and from the code that runs git.
import type { Queries } from '../../database/index.ts'
import type { RegistryModuleVersionId, VcsRepositoryId } from '../../kernel/index.ts'
import type { Git } from '../../platform/git/index.ts'

export type { GitCredential, GitRemote, RemoteRefs } from '../../platform/git/index.ts'

/** Lists what a remote has. Fails with a GitFailure. */
export type RefLister = Pick<Git, 'listRefs'>

/** Why a repository is synced: `reconcile` is the schedule; all others are requests. */
export type SyncTrigger = 'webhook' | 'redelivery' | 'publish' | 'resync' | 'retry' | 'change' | 'reconcile'

/** Asks the ingress for work. Durable once the transaction commits. */
export interface IngressRequests {
  /** Requests a sync of the repository: its tags are read and its versions imported. */
  request(tx: Queries, repositoryId: VcsRepositoryId, trigger?: SyncTrigger): Promise<void>
  /** Requests the import of the archive that was uploaded for the version. */
  requestUpload(tx: Queries, versionId: RegistryModuleVersionId): Promise<void>
  /** Wakes idle workers after the commit; without it, they notice within a second. */
  wake(): void
}
