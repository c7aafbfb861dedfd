import { Invalid } from '../../kernel/index.ts'
import type { GitFailure, GitFailureReason } from '../../platform/git/index.ts'

/** A repository that somebody named cannot be read; the message has the host's reason. */
export class UnreadableRepository extends Invalid {
  readonly reason: GitFailureReason | undefined

  constructor(message: string, pointer: string, failure: GitFailure | undefined) {
    super(message, pointer)
    this.reason = failure?.reason
  }
}
