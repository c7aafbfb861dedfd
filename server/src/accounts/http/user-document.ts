// A user as the API shows it; the members and their types are those go-tfe decodes.
import { type Static, Type } from 'typebox'
import type { MembershipId } from '../../kernel/index.ts'
import type { Subject } from '../../permissions/index.ts'
import { eachOf, nullable, oneOf, Related, resourceSchema, SelfLink, switches } from '../../platform/http/json-api/index.ts'
import { confirmedEmail, type User } from '../people/user.ts'

const USER_PERMISSIONS = [
  'can-create-organizations',
  'can-change-email',
  'can-change-username',
  'can-manage-user-tokens',
  'can-view2fa-settings',
  'can-manage-hcp-account',
] as const

export const UserResource = resourceSchema('User', 'users', {
  attributes: Type.Object({
    username: Type.String(),
    email: nullable(Type.String()),
    'avatar-url': Type.String({ examples: ['data:image/svg+xml,…'] }),
    'auth-method': oneOf(['terrace']),
    'is-service-account': Type.Boolean(),
    'is-site-admin': Type.Boolean(),
    'is-admin': Type.Boolean(),
    'is-sso-login': Type.Boolean(),
    'is-scim-managed': Type.Boolean(),
    'unconfirmed-email': nullable(Type.String()),
    'v2-only': Type.Boolean(),
    'two-factor': switches(['enabled', 'verified']),
    permissions: switches(USER_PERMISSIONS),
  }),
  relationships: Type.Object({ 'authentication-tokens': Related }),
  links: SelfLink,
})
type UserDocument = Static<typeof UserResource>

/** Clients expect a picture. An inline one tells no third party who looks at whom. */
const AVATAR =
  'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"%3E%3Cpath fill="%23767676" d="M0 0h2v2H0z"/%3E%3C/svg%3E'

/** @param options `private`: with attributes that only the user and site administrators see */
export function userDocument(user: User, options: { private: boolean }): UserDocument {
  const { id, username, siteAdmin } = user
  const email = options.private ? confirmedEmail(user) : null
  const unconfirmedEmail = options.private ? user.unconfirmedEmail : null
  return documentOf(id, { username, email, unconfirmedEmail, siteAdmin })
}

/** Who a token of a team or organization acts as; undefined for every other subject. */
export function serviceUserDocument(subject: Subject): UserDocument | undefined {
  const [role] = subject.kind === 'team' || subject.kind === 'organization' ? subject.roles : []
  if (role === undefined) return undefined
  const [kind, owner] = subject.kind === 'team' ? ['team', subject.teamId] : ['org', role.organizationId]
  const [, suffix = ''] = owner.split('-')
  const document = documentOf(`user-${suffix}`, {
    username: `api-${kind}-${suffix}`,
    email: null,
    unconfirmedEmail: null,
    siteAdmin: false,
  })
  const permissions = eachOf(USER_PERMISSIONS, () => false)
  return { ...document, attributes: { ...document.attributes, 'is-service-account': true, permissions } }
}

/**
 * An invited person without an account: clients follow the relationship and expect a user without a name.
 * @param email null when the subject may not see it
 */
export function invitedUserDocument(id: MembershipId, email: string | null): UserDocument {
  return documentOf(invitedUserId(id), { username: '', email, unconfirmedEmail: null, siteAdmin: false })
}

/**
 * A member beside a membership, which shows the address that was invited, or none. One answer spells an address in one way only.
 * @param options `private`: also with an address of the user's own that is another one
 */
export function memberDocument(user: User, options: { email: string | null; private: boolean }): UserDocument {
  const document = userDocument(user, options)
  const isAnother = options.private && options.email?.toLowerCase() !== user.email.toLowerCase()
  return isAnother ? document : { ...document, attributes: { ...document.attributes, email: options.email } }
}

/** Derived from the membership's, so that it stays the same while the invitation waits. */
export function invitedUserId(id: MembershipId): string {
  return id.replace('ou-', 'user-')
}

interface Shown {
  username: string
  email: string | null
  unconfirmedEmail: string | null
  siteAdmin: boolean
}

function documentOf(id: string, { username, email, unconfirmedEmail, siteAdmin }: Shown): UserDocument {
  return {
    id,
    type: 'users',
    attributes: {
      username,
      email,
      'avatar-url': AVATAR,
      'auth-method': 'terrace',
      'is-service-account': false,
      'is-site-admin': siteAdmin,
      'is-admin': siteAdmin,
      'is-sso-login': false,
      'is-scim-managed': false,
      'unconfirmed-email': unconfirmedEmail,
      'v2-only': false,
      'two-factor': { enabled: false, verified: false },
      permissions: {
        'can-create-organizations': true,
        'can-change-email': true,
        'can-change-username': true,
        'can-manage-user-tokens': true,
        'can-view2fa-settings': false,
        'can-manage-hcp-account': false,
      },
    },
    relationships: { 'authentication-tokens': { links: { related: `/api/v2/users/${id}/authentication-tokens` } } },
    links: { self: `/api/v2/users/${id}` },
  }
}
