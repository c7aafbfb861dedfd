// What the domain needs from those above it and from the machinery that runs git.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { RegistryModuleVersionId, VcsRepositoryId } from '../../kernel/index.ts'
import type { Git } from '../../platform/git/index.ts'

export type { GitCredential, GitRemote, RemoteRefs } from '../../platform/git/index.ts'

/** Lists what a remote has. Fails with a GitFailure. */
export type RefLister = Pick<Git, 'listRefs'>

/** Why a repository is looked at: `reconcile` is the clock, all others are somebody's doing. */
export type SyncTrigger = 'webhook' | 'redelivery' | 'publish' | 'resync' | 'retry' | 'change' | 'reconcile'

/** Asks the ingress for work. Durable once the transaction commits. */
export interface IngressRequests {
  /** Asks for the repository's tags to be looked at and its versions to be imported. */
  request(tx: Kysely<Pick<Schema, 'jobs'>>, repositoryId: VcsRepositoryId, trigger?: SyncTrigger): Promise<void>
  /** Asks for the archive that was just uploaded for the version to be imported. */
  requestUpload(tx: Kysely<Pick<Schema, 'jobs'>>, versionId: RegistryModuleVersionId): Promise<void>
  /** tells idle workers that something was committed; losing this call costs a second, not the work */
  wake(): void
}
