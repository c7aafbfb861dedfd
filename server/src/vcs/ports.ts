// What the domain needs from the machinery that runs git.
import type { Git } from '../platform/git/index.ts'

export type { GitCredential, GitRemote, RemoteRefs } from '../platform/git/index.ts'

/** Lists what a remote has. Fails with a GitFailure. */
export type RefLister = Pick<Git, 'listRefs'>
