// The browsers in which a user is signed in, as the user sees and ends them.
import type { AccessChanges } from '../audit-trail/index.ts'
import type { Queries } from '../database/index.ts'
import { type Clock, NotFound, Unauthenticated } from '../kernel/index.ts'
import type { Subject } from '../permissions/index.ts'
import { LoginRows, type Session } from './login-rows.ts'
import { endOf } from './sessions.ts'

export interface OwnSessionsParts {
  queries: Queries
  clock: Clock
  accessChanges: AccessChanges
}

export class OwnSessions {
  readonly #parts: OwnSessionsParts

  constructor(parts: OwnSessionsParts) {
    this.#parts = parts
  }

  /** Without those that have ended, the last used first. @throws NotFound for tokens of teams and organizations */
  async list(subject: Subject): Promise<Session[]> {
    const { userId } = asUser(subject)
    const now = this.#parts.clock.now()
    return (await new LoginRows(this.#parts.queries).sessionsOf(userId)).filter((session) => endOf(session) > now)
  }

  /** Takes effect at once. @throws NotFound for those of others */
  async end(subject: Subject, id: string): Promise<void> {
    const { userId } = asUser(subject)
    await this.#parts.accessChanges.make(
      subject,
      async (tx) => {
        const rows = new LoginRows(tx)
        const isOwn = (await rows.sessionByHash(id))?.userId === userId
        if (!isOwn || !(await rows.deleteSession(id))) throw new NotFound(`session ${id} not found`)
      },
      () => ({ action: 'end_session', resource: { type: 'user', id: userId }, userId }),
    )
  }
}

function asUser(subject: Subject): Extract<Subject, { kind: 'user' }> {
  if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
  if (subject.kind !== 'user') throw new NotFound('this token does not belong to a user')
  return subject
}
