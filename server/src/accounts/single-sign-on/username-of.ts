// Makes a user name of what an identity provider says: people there may be called anything.
import { usernameProblems } from '../people/user.ts'
import type { ProviderUser } from './provider-user.ts'

/** Leaves room for a number. */
const MAX_LENGTH = 50

/** @returns a valid name, which may be taken */
export function usernameOf({ username = '', email = '' }: Pick<ProviderUser, 'username' | 'email'>): string {
  return [username, email].map(validName).find((name) => name !== '') ?? 'user'
}

/** @param attempt counts from 1; the first is the name itself */
export function numberedName(name: string, attempt: number): string {
  return attempt === 1 ? name : `${name}-${attempt}`
}

/** @returns an empty text when nothing is left. Of an address, the part before the @ counts. */
function validName(text: string): string {
  const [local = ''] = text.trim().split('@')
  const name = local
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9_.-]+/g, '-')
    .slice(0, MAX_LENGTH)
    .replaceAll(/^[.-]+|[.-]+$/g, '')
  if (name === '' || usernameProblems(name).length === 0) return name
  // It looks like the id of a user.
  return `${name}_`
}
