import { describe, expect, it } from 'vitest'
import { NotFound, newId, Unauthenticated } from '../kernel/index.ts'
import { authorize, authorizeSiteAdmin } from './authorize.ts'
import {
  ANONYMOUS,
  can,
  canCreateOrganization,
  NO_ACCESS,
  type OrganizationAction,
  type OrganizationRole,
  producersFor,
  readableOwners,
  type Subject,
} from './permissions.ts'

const HERE = newId('organization')
const ELSEWHERE = newId('organization')

const ACTIONS = [
  'read',
  'update',
  'delete',
  'read-modules',
  'manage-modules',
  'read-vcs-settings',
  'manage-vcs-settings',
  'manage-membership',
  'manage-teams',
  'manage-organization-token',
  'read-memberships',
  'read-audit-trail',
] as const satisfies OrganizationAction[]

function roleHere(role: Partial<OrganizationRole> = {}): OrganizationRole {
  return { organizationId: HERE, owner: false, access: NO_ACCESS, ...role }
}

function user(...roles: OrganizationRole[]): Subject {
  return { kind: 'user', userId: newId('user'), siteAdmin: false, roles }
}

const allowed = (subject: Subject, organization = HERE) => ACTIONS.filter((action) => can(subject, action, organization))

describe('can', () => {
  it('lets a member read, and nothing else', () => {
    expect(allowed(user(roleHere()))).toEqual(['read', 'read-modules'])
  })

  it('lets each access do what its name says; publishing also reads the connections', () => {
    for (const access of ['manage-vcs-settings', 'manage-membership', 'manage-teams', 'manage-modules'] as const) {
      const extra = access === 'manage-vcs-settings' || access === 'manage-modules' ? ['read-vcs-settings'] : ['read-memberships']
      const expected = new Set(['read', 'read-modules', access, ...extra])
      expect(new Set(allowed(user(roleHere({ access: { ...NO_ACCESS, [access]: true } }))))).toEqual(expected)
    }
  })

  it('lets an owner do everything, as a user or through a team', () => {
    expect(allowed(user(roleHere({ owner: true })))).toEqual(ACTIONS)
    expect(allowed({ kind: 'team', teamId: newId('team'), roles: [roleHere({ owner: true })] })).toEqual(ACTIONS)
  })

  it('keeps an organization token from updating or deleting the organization, or itself', () => {
    const subject: Subject = { kind: 'organization', roles: [roleHere({ owner: true })] }
    const refused = ['update', 'delete', 'manage-organization-token']
    expect(allowed(subject)).toEqual(ACTIONS.filter((action) => !refused.includes(action)))
  })

  it('lets an audit-trails token read the audit trail of its organization, and nothing else', () => {
    const subject: Subject = { kind: 'audit-trails', organizationId: HERE, roles: [] }
    expect(allowed(subject)).toEqual(['read-audit-trail'])
    expect(allowed(subject, ELSEWHERE)).toEqual([])
  })

  it('lets module consumers read the modules, and nothing else', () => {
    const subject = user(roleHere({ owner: true, sharedFrom: new Set([ELSEWHERE]) }))
    expect(allowed(subject, ELSEWHERE)).toEqual(['read-modules'])
    expect(allowed(subject)).toEqual(ACTIONS)
  })

  it('lets nobody do anything without a role, not even site administrators', () => {
    expect(allowed(user(roleHere({ owner: true })), ELSEWHERE)).toEqual([])
    expect(allowed({ kind: 'user', userId: newId('user'), siteAdmin: true, roles: [] })).toEqual([])
    expect(allowed(ANONYMOUS)).toEqual([])
  })
})

describe('authorize', () => {
  it('asks for a missing credential, and otherwise only says not found', () => {
    expect(() => authorize(ANONYMOUS, 'read', HERE, 'organization acme')).toThrow(Unauthenticated)
    expect(() => authorize(user(), 'read', HERE, 'organization acme')).toThrow(new NotFound('organization acme not found'))
    expect(() => authorize(user(roleHere()), 'read', HERE, 'organization acme')).not.toThrow()
    const refused: Subject = { kind: 'user', userId: newId('user'), siteAdmin: false, roles: [], refusedIn: [HERE] }
    expect(() => authorize(refused, 'read', HERE, 'organization acme')).toThrow(Unauthenticated)
    expect(() => authorize(refused, 'read', ELSEWHERE, 'organization other')).toThrow(NotFound)
  })
})

describe('canCreateOrganization', () => {
  it('is true for users alone', () => {
    expect(canCreateOrganization(user())).toBe(true)
    for (const subject of [
      ANONYMOUS,
      { kind: 'organization', roles: [] },
      { kind: 'team', teamId: newId('team'), roles: [] },
    ] as Subject[]) {
      expect(canCreateOrganization(subject)).toBe(false)
    }
  })
})

describe('authorizeSiteAdmin', () => {
  it('lets site administrators through, whatever their organizations are', () => {
    expect(() => authorizeSiteAdmin({ kind: 'user', userId: newId('user'), siteAdmin: true, roles: [] })).not.toThrow()
  })

  it('asks for a credential, and says not found to anybody else', () => {
    const owner = [roleHere({ owner: true })]
    expect(() => authorizeSiteAdmin(ANONYMOUS)).toThrow(Unauthenticated)
    for (const subject of [
      user(...owner),
      { kind: 'organization', roles: owner },
      { kind: 'team', teamId: newId('team'), roles: owner },
      { kind: 'audit-trails', organizationId: HERE, roles: [] },
    ] satisfies Subject[]) {
      expect(() => authorizeSiteAdmin(subject)).toThrow(NotFound)
    }
  })
})

describe('the owners of modules that may be read', () => {
  const shared = user(roleHere({ sharedFrom: new Set([ELSEWHERE]) }), { ...roleHere(), organizationId: newId('organization') })

  it('are the organizations of the subject and those that share with them, each once', () => {
    const ids = shared.kind === 'user' ? shared.roles.map(({ organizationId }) => organizationId) : []
    expect(readableOwners(shared as Exclude<Subject, { kind: 'anonymous' }>).toSorted()).toEqual([...ids, ELSEWHERE].toSorted())
    const both = user(roleHere({ sharedFrom: new Set([ELSEWHERE]) }), { ...roleHere(), organizationId: ELSEWHERE })
    expect(readableOwners(both as Exclude<Subject, { kind: 'anonymous' }>)).toEqual([HERE, ELSEWHERE])
  })

  it('within one organization, are those that share with it, not with another one of the subject', () => {
    const [, other] = shared.kind === 'user' ? shared.roles : []
    expect(producersFor(shared, HERE)).toEqual([ELSEWHERE])
    expect(producersFor(shared, other!.organizationId)).toEqual([])
    expect(producersFor(shared, ELSEWHERE)).toEqual([])
    expect(producersFor(ANONYMOUS, HERE)).toEqual([])
  })
})
