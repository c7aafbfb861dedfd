import type { UserId } from '../kernel/index.ts'
import type { Subject } from '../permissions/index.ts'

export type UserSubject = Extract<Subject, { kind: 'user' }>

/** A user who proved who they are without a token, and acts on nothing but their own. */
export function userSubject(userId: UserId): UserSubject {
  return { kind: 'user', userId, siteAdmin: false, roles: [] }
}
