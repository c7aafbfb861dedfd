// What administrators of the site do with a user, and what happens then.
import { type AdministeredUser, act, deleteUser, type UserAction } from '../../api/administration/users.ts'

export interface Action {
  id: UserAction | 'delete'
  /** on the button */
  verb: (name: string) => string
  consequences: (user: AdministeredUser) => string[]
  /** afterwards */
  said: (name: string) => string
  isOffered: (user: AdministeredUser['attributes']) => boolean
}

const NOTHING_LOST = 'Nothing is deleted: you can end the suspension.'

export const ACTIONS: readonly Action[] = [
  {
    id: 'confirm_email',
    verb: (name) => `Confirm the address of ${name}`,
    consequences: ({ attributes }) => [
      `${attributes['unconfirmed-email']} becomes the address of ${attributes.username}. They can then accept invitations to it: make sure that it is theirs.`,
    ],
    said: (name) => `The address of ${name} is confirmed.`,
    isOffered: (user) => user['unconfirmed-email'] !== null,
  },
  {
    id: 'suspend',
    verb: (name) => `Suspend ${name}`,
    consequences: () => [
      'Every token and browser of theirs gets 401 at once, and they cannot sign in.',
      `${NOTHING_LOST} Their tokens, browsers and memberships then work again.`,
      'Tokens of teams and organizations that they made keep working: revoke those that matter.',
    ],
    said: (name) => `${name} is suspended.`,
    isOffered: (user) => !user['is-suspended'],
  },
  {
    id: 'unsuspend',
    verb: (name) => `End the suspension of ${name}`,
    consequences: () => ['Their tokens, browsers and memberships work again at once.'],
    said: (name) => `${name} is no longer suspended.`,
    isOffered: (user) => user['is-suspended'],
  },
  {
    id: 'grant_admin',
    verb: (name) => `Make ${name} a site administrator`,
    consequences: () => [
      'They manage every user and organization of this server, and can delete them. They decide who reads whose modules.',
      'They read the modules only of organizations that they are a member of.',
    ],
    said: (name) => `${name} is a site administrator.`,
    isOffered: (user) => !user['is-site-admin'],
  },
  {
    id: 'revoke_admin',
    verb: (name) => `End the site administration of ${name}`,
    consequences: () => ['They lose these pages at once. Their account and memberships stay.'],
    said: (name) => `${name} is no longer a site administrator.`,
    isOffered: (user) => user['is-site-admin'],
  },
  {
    id: 'delete',
    verb: (name) => `Delete the account of ${name}`,
    consequences: ({ relationships }) => [
      `Their tokens, browsers and memberships${inOrganizations(relationships.organizations.data.length)} are deleted at once. They cannot be restored. Modules that they published stay.`,
      'Tokens of teams and organizations that they made keep working.',
    ],
    said: (name) => `The account of ${name} is deleted.`,
    isOffered: () => true,
  },
]

/** @throws ApiFailure where the server refuses, as for the last administrator or owner */
export async function perform({ id }: Action, user: AdministeredUser): Promise<void> {
  await (id === 'delete' ? deleteUser(user.id) : act(user.id, id))
}

function inOrganizations(count: number): string {
  if (count === 0) return ''
  return count === 1 ? ' in one organization' : ` in ${count} organizations`
}
