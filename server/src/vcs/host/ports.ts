// What the domain needs from those above it and from the machinery that runs git.
import type { Queries } from '../../database/index.ts'
import type { VcsRepositoryId } from '../../kernel/index.ts'
import type { Git } from '../../platform/git/index.ts'

export type { GitCredential, GitRemote, RemoteRefs } from '../../platform/git/index.ts'

/** Lists what a remote has. Fails with a GitFailure. */
export type RefLister = Pick<Git, 'listRefs'>

/** Why a repository is looked at: `reconcile` is the clock, all others are somebody's doing. */
export type SyncTrigger = 'webhook' | 'redelivery' | 'publish' | 'resync' | 'retry' | 'change' | 'reconcile'

/** Asks for a repository's tags to be looked at. Durable once the transaction commits. */
export interface SyncRequests {
  request(transaction: Queries, repositoryId: VcsRepositoryId, trigger?: SyncTrigger): Promise<void>
  /** tells idle workers that something was committed; losing this call costs a second, not the work */
  wake(): void
}
