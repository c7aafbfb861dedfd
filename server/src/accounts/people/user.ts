import type { Problem, UserId } from '../../kernel/index.ts'

export interface User {
  id: UserId
  username: string
  email: string
  /** asked for by the user, and unused until an operator confirms it */
  unconfirmedEmail: string | null
  siteAdmin: boolean
  /** milliseconds since the epoch; a suspended user can neither sign in nor use tokens; null: not suspended */
  suspendedAt: number | null
  /** milliseconds since the epoch */
  createdAt: number
  updatedAt: number
}

/** Of users who joined by a link: nobody has confirmed their address yet. RFC 2606 keeps the domain from everybody. */
const UNCONFIRMED_DOMAIN = '@unconfirmed.invalid'

/** Stands in for the address that a user has not shown to be theirs. Invitations to that address are not for them to see. */
export function unconfirmedAddressOf(id: UserId): string {
  return `${id.toLowerCase()}${UNCONFIRMED_DOMAIN}`
}

/** @returns null when nobody has confirmed one */
export function confirmedEmail({ email }: Pick<User, 'email'>): string | null {
  return email.endsWith(UNCONFIRMED_DOMAIN) ? null : email
}

const USERNAME = '/data/attributes/username'
const EMAIL = '/data/attributes/email'
const MAX_LENGTH = 60
const SHAPE = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/
/** Requests that name a member accept a user name or an id, so no name may look like an id. */
const LOOKS_LIKE_AN_ID = /^user-[A-Za-z0-9]{16}$/

export function usernameProblems(username: string): Problem[] {
  if (username.trim() === '') return [{ detail: "Username can't be blank", pointer: USERNAME }]
  if (username.length > MAX_LENGTH) return [{ detail: `Username is too long (maximum is ${MAX_LENGTH} characters)`, pointer: USERNAME }]
  if (!SHAPE.test(username)) {
    return [{ detail: 'Username can only include letters, numbers, -, _ and ., and must not begin or end with - or .', pointer: USERNAME }]
  }
  if (LOOKS_LIKE_AN_ID.test(username)) return [{ detail: 'Username must not look like a user id', pointer: USERNAME }]
  return []
}

/** @returns whether a request can name a user like this: by a possible name, or by an id */
export function isUserReference(text: string): boolean {
  return LOOKS_LIKE_AN_ID.test(text) || usernameProblems(text).length === 0
}

export const USERNAME_TAKEN: Problem = { detail: 'Username has already been taken', pointer: USERNAME }
export const EMAIL_TAKEN: Problem = { detail: 'Email has already been taken', pointer: EMAIL }
