// From the secret of a browser session to the subject it stands for.
import type { SubjectCache, Subjects } from '../authentication-tokens/index.ts'
import { Unauthenticated } from '../kernel/index.ts'
import { endOf, type Sessions } from './sessions.ts'
import type { UserSubject } from './user-subject.ts'

export interface SessionAuthenticatorParts {
  sessions: Pick<Sessions, 'find'>
  subjects: Pick<Subjects, 'ofUser'>
  /** of sessions alone, so that no secret of one kind passes for another's */
  cache: Pick<SubjectCache<UserSubject>, 'get' | 'through'>
}

export class SessionAuthenticator {
  readonly #parts: SessionAuthenticatorParts

  constructor(parts: SessionAuthenticatorParts) {
    this.#parts = parts
  }

  /** Without waiting, when the session was accepted within the last second; undefined says nothing about it. */
  authenticateCached(secret: string): UserSubject | undefined {
    return this.#parts.cache.get(secret)
  }

  /** @throws Unauthenticated when the session is unknown or has ended, or its user is suspended; it does not say which */
  async authenticate(secret: string): Promise<UserSubject> {
    const { cache, sessions, subjects } = this.#parts
    return await cache.through(secret, async () => {
      const session = await sessions.find(secret)
      const subject = session && (await subjects.ofUser(session.userId))
      if (session === undefined || subject === undefined) throw new Unauthenticated('the session has ended: sign in again')
      return { subject: { ...subject, credential: { kind: 'session', secretHash: session.secretHash } }, expiresAt: endOf(session) }
    })
  }
}
