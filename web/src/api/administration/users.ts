// Everybody who has an account. For administrators of the site.
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { change } from '../client/change.ts'
import { queryClient } from '../client/query-client.ts'
import { type Answer, read } from '../client/read.ts'

const USERS = '/api/v2/admin/users'
const USER = '/api/v2/admin/users/{user}'
const ACTIONS = `${USER}/actions` as const

export type AdministeredUser = Answer<typeof USERS>['data'][number]

export interface UsersWanted {
  q?: string
  /** only these */
  only?: 'administrators' | 'suspended'
  page?: number
}

export const usersQuery = ({ q = '', only, page = 1 }: UsersWanted) =>
  queryOptions({
    queryKey: ['administered-users', q, only, page],
    queryFn: ({ signal }) => {
      const filter = {
        ...(only === 'administrators' && { 'filter[admin]': true }),
        ...(only === 'suspended' && { 'filter[suspended]': true }),
      }
      return read(USERS, { query: { q, ...filter, 'page[number]': page, 'page[size]': 50 }, signal })
    },
    placeholderData: keepPreviousData,
  })

/** Without a password. @returns the new user */
export async function createUser(attributes: { username: string; email: string; 'is-site-admin': boolean }): Promise<AdministeredUser> {
  const { data } = await change('post', USERS, { body: { data: { type: 'users', attributes } } })
  forgetUsers()
  return data
}

export type UserAction = 'suspend' | 'unsuspend' | 'grant_admin' | 'revoke_admin' | 'confirm_email'

export async function act(user: string, action: UserAction): Promise<void> {
  await change('post', `${ACTIONS}/${action}`, { path: { user } })
  forgetUsers()
}

/** With which the user chooses a password. Ends the link before it. */
export async function createResetLink(user: string): Promise<{ url: string; expiresAt: string }> {
  const { data } = await change('post', `${ACTIONS}/create_reset_link`, { path: { user } })
  return { url: data.attributes.url, expiresAt: data.attributes['expires-at'] }
}

/** With tokens, sessions and memberships. */
export async function deleteUser(user: string): Promise<void> {
  await change('delete', USER, { path: { user } })
  forgetUsers()
}

function forgetUsers(): void {
  void queryClient.invalidateQueries({ queryKey: ['administered-users'] })
}
