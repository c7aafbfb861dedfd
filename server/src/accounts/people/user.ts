import type { Problem, UserId } from '../../kernel/index.ts'

export interface User {
  id: UserId
  username: string
  email: string
  /** wanted by the user, and used for nothing until an operator has confirmed it */
  unconfirmedEmail: string | null
  siteAdmin: boolean
  /** since when the user can neither sign in nor use tokens, in milliseconds since the epoch; null: not at all */
  suspendedAt: number | null
  /** milliseconds since the epoch */
  createdAt: number
  updatedAt: number
}

const USERNAME = '/data/attributes/username'
const EMAIL = '/data/attributes/email'
const LONGEST = 60
const SHAPE = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/
/** Requests that name a member accept either a user name or an id; nobody may be called like somebody's id. */
const LOOKS_LIKE_AN_ID = /^user-[A-Za-z0-9]{16}$/

export function usernameProblems(username: string): Problem[] {
  if (username.trim() === '') return [{ detail: "Username can't be blank", pointer: USERNAME }]
  if (username.length > LONGEST) return [{ detail: `Username is too long (maximum is ${LONGEST} characters)`, pointer: USERNAME }]
  if (!SHAPE.test(username)) {
    return [{ detail: 'Username can only include letters, numbers, -, _ and . (not at either end: - and .)', pointer: USERNAME }]
  }
  if (LOOKS_LIKE_AN_ID.test(username)) return [{ detail: 'Username must not look like a user id', pointer: USERNAME }]
  return []
}

export const USERNAME_TAKEN: Problem = { detail: 'Username has already been taken', pointer: USERNAME }
export const EMAIL_TAKEN: Problem = { detail: 'Email has already been taken', pointer: EMAIL }
