import type { UserId } from '../kernel/index.ts'
import type { Subject } from '../permissions/index.ts'

/** Somebody who proved who they are otherwise than by a token, and is asked for no permission but their own. */
export function userSubject(userId: UserId): Subject {
  return { kind: 'user', userId, siteAdmin: false, roles: [] }
}
