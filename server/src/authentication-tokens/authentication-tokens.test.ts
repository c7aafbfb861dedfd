import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { describeOnEveryDatabase, describeOnOneDatabase } from '../../test/support/databases.ts'
import { agentPools, changesOn } from '../../test/support/identity-ports.ts'
import { AccountRoles, Invitations, Memberships, OwnersFounding, TeamMembers, Teams, UserRegistry } from '../accounts/index.ts'
import type { Queries } from '../database/index.ts'
import { Invalid, NotFound, Unauthenticated, type UserId } from '../kernel/index.ts'
import { ModuleSharingRows, Organizations } from '../organizations/index.ts'
import { ANONYMOUS, type Subject } from '../permissions/index.ts'
import { AuthenticationTokens } from './authentication-tokens.ts'
import { Authenticator } from './authenticator.ts'
import { OrganizationTokens } from './organization-tokens.ts'
import { SubjectCache } from './subject-cache.ts'
import { Subjects } from './subjects.ts'
import { TeamTokens } from './team-tokens.ts'
import { tokensUnusedSince } from './token/unused-token-rows.ts'
import { TokenChanges } from './token-changes.ts'
import { TokenIssuer } from './token-issuer.ts'
import { TokenLimits } from './token-limits.ts'
import { TokenUses } from './token-uses.ts'
import { UserTokens } from './user-tokens.ts'

const START = Date.UTC(2026, 0, 31, 12, 0, 0, 250)

function tokensOn(database: Queries, key = createSecretKey(randomBytes(32)), formerKeys: readonly KeyObject[] = []) {
  const clock = { time: START, now: () => clock.time }
  const cache = new SubjectCache({ clock })
  const uses = new TokenUses({ queries: database })
  const parts = { queries: database, clock, ...changesOn(database, [cache]) }
  const organizations = new Organizations({ ...parts, founding: new OwnersFounding(parts), renamings: [], agentPools })
  const registry = new UserRegistry(parts)
  const teams = new Teams({ ...parts, organizations })
  const members = new TeamMembers({ ...parts, teams })
  const memberships = new Memberships({ ...parts, organizations })
  const roles = new AccountRoles(parts)
  // As in a company whose employees join at once.
  const invitations = new Invitations({ ...parts, organizations, memberships, autoAccept: true })
  const limits = new TokenLimits(parts)
  const changes = new TokenChanges({ ...parts, key, limits, usualMonths: 24 })
  const issuer = new TokenIssuer({ changes, roles })
  const tokens = new AuthenticationTokens({ queries: database, changes, teams })
  const userTokens = new UserTokens({ queries: database, issuer })
  const teamTokens = new TeamTokens({ queries: database, clock, changes, teams })
  const organizationTokens = new OrganizationTokens({ queries: database, changes, organizations })
  const subjects = new Subjects({ roles, limits, sharing: new ModuleSharingRows(database) })
  const authenticator = new Authenticator({ ...parts, key, formerKeys, subjects, cache, uses })
  /** A user with a token. @returns the subject of the token */
  const signUp = async (username: string) => {
    const { id } = await registry.register({ username, email: `${username}@example.com`, siteAdmin: false })
    const { text } = await issuer.issue(id)
    return { id, me: () => authenticator.authenticate(text) }
  }
  const found = async (name: string) => {
    const { id, me } = await signUp(`${name}-owner`)
    await organizations.create(await me(), { name, email: 'a@b.c' })
    return { id, owner: await me() }
  }
  const join = async (owner: Subject, organization: string, username: string, access: Record<string, boolean>) => {
    const { id, me } = await signUp(username)
    await invitations.invite(owner, organization, { email: `${username}@example.com` })
    const team = await teams.create(owner, organization, { name: `team of ${username}`, organizationAccess: access })
    await members.add(owner, team.id, { users: [username] })
    return { id, subject: await me(), team }
  }
  const services = { tokens, userTokens, teamTokens, organizationTokens, issuer }
  return { database, clock, cache, uses, organizations, teams, ...services, authenticator, signUp, found, join }
}

async function storedText(database: Queries): Promise<string> {
  return JSON.stringify(await database.selectFrom('authentication_tokens').selectAll().execute())
}

describeOnEveryDatabase('authentication', (open) => {
  it('resolves a user token to the user and their roles', async () => {
    const { found, authenticator, clock, issuer } = tokensOn((await open()).queries)
    const { id } = await found('acme')
    const { text, token } = await issuer.issue(id, { description: 'laptop' })
    expect(text).toMatch(/^[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9]{67}$/)
    expect(token).toMatchObject({ description: 'laptop', createdBy: id, createdAt: clock.time, lastUsedAt: null })
    expect(await authenticator.authenticate(text)).toMatchObject({ kind: 'user', userId: id, siteAdmin: false, roles: [{ owner: true }] })
  })

  it('refuses malformed and unknown tokens, and those of another installation', async () => {
    const { signUp, authenticator, database, issuer } = tokensOn((await open()).queries)
    const { id } = await signUp('jane')
    const { text } = await issuer.issue(id)
    for (const wrong of ['', 'x', `${text}x`, text.slice(0, -1), text.toLowerCase(), `${'a'.repeat(14)}.atlasv1.${'b'.repeat(67)}`]) {
      await expect(authenticator.authenticate(wrong), wrong).rejects.toThrow(Unauthenticated)
    }
    await expect(tokensOn(database).authenticator.authenticate(text)).rejects.toThrow(Unauthenticated)
  })

  it('keeps tokens only as hashes', async () => {
    const { signUp, database, issuer } = tokensOn((await open()).queries)
    const { id } = await signUp('jane')
    const { text } = await issuer.issue(id)
    const stored = await storedText(database)
    expect(stored).not.toContain(text)
    expect(stored).not.toContain(text.split('.')[2])
    expect(stored).toMatch(/"token_hash":"[0-9a-f]{64}"/)
  })

  it('ends when the token expires: after 24 months by default', async () => {
    const { signUp, authenticator, clock, issuer } = tokensOn((await open()).queries)
    const { id } = await signUp('jane')
    expect((await issuer.issue(id)).token.expiresAt).toBe(Date.UTC(2028, 0, 31, 12, 0, 0, 250))
    const hour = await issuer.issue(id, { expiresAt: START + 3_600_123 })
    const forever = await issuer.issue(id, { expiresAt: null })
    expect(hour.token.expiresAt).toBe(START + 3_600_123)
    expect(forever.token.expiresAt).toBeNull()
    clock.time = START + 3_600_122
    await authenticator.authenticate(hour.text)
    clock.time += 1
    expect(authenticator.authenticateCached(hour.text)).toBeUndefined()
    await expect(authenticator.authenticate(hour.text)).rejects.toThrow(Unauthenticated)
    await expect(authenticator.authenticate(forever.text)).resolves.toBeDefined()
    await expect(issuer.issue(id, { expiresAt: clock.time })).rejects.toThrow(Invalid)
  })

  it('caches an accepted token for at most a second', async () => {
    const { signUp, authenticator, clock, database, issuer } = tokensOn((await open()).queries)
    const { id } = await signUp('jane')
    const { text } = await issuer.issue(id)
    expect(authenticator.authenticateCached(text)).toBeUndefined()
    const subject = await authenticator.authenticate(text)
    expect(authenticator.authenticateCached(text)).toBe(subject)
    // As another process would, without notice to this one.
    await database.deleteFrom('authentication_tokens').where('user_id', '=', id).execute()
    clock.time += 999
    expect(authenticator.authenticateCached(text)).toBe(subject)
    clock.time += 1
    expect(authenticator.authenticateCached(text)).toBeUndefined()
    await expect(authenticator.authenticate(text)).rejects.toThrow(Unauthenticated)
  })

  it('refuses a token at once when it is revoked here', async () => {
    const { signUp, tokens, authenticator, issuer } = tokensOn((await open()).queries)
    const { id, me } = await signUp('jane')
    const { text, token } = await issuer.issue(id)
    await authenticator.authenticate(text)
    await tokens.delete(await me(), token.id)
    expect(authenticator.authenticateCached(text)).toBeUndefined()
    await expect(authenticator.authenticate(text)).rejects.toThrow(Unauthenticated)
  })

  it('does not cache a lookup that started before a revocation finished', async () => {
    const { signUp, authenticator, cache, issuer } = tokensOn((await open()).queries)
    const { id } = await signUp('jane')
    const { text } = await issuer.issue(id)
    const underWay = authenticator.authenticate(text)
    cache.accessChanged()
    await underWay
    expect(authenticator.authenticateCached(text)).toBeUndefined()
  })

  it('sees a new role with the next request', async () => {
    const { found, signUp, join, organizations } = tokensOn((await open()).queries)
    const { owner } = await found('acme')
    const { subject } = await join(owner, 'acme', 'jane', { 'manage-modules': true })
    expect(subject).toMatchObject({ roles: [{ access: { 'manage-modules': true } }] })
    const { me } = await signUp('joe')
    await organizations.create(await me(), { name: 'joes', email: 'a@b.c' })
    await expect(organizations.read(await me(), 'joes')).resolves.toBeDefined()
  })

  it('writes the time of the last use in batches, without moving it backwards', async () => {
    const { signUp, tokens, authenticator, clock, uses, issuer } = tokensOn((await open()).queries)
    const { id, me } = await signUp('jane')
    const { text, token } = await issuer.issue(id)
    const lastUse = async () => (await tokens.read(await me(), token.id)).lastUsedAt
    clock.time = START + 10_700
    await authenticator.authenticate(text)
    expect(await lastUse()).toBeNull()
    await uses.flush()
    expect(await lastUse()).toBe(START + 10_700 - ((START + 10_700) % 1000))
    uses.record(token.id, START)
    await uses.flush()
    expect(await lastUse()).toBeGreaterThan(START + 9000)
  })
})

describeOnEveryDatabase('tokens that nobody has used since the key was replaced', (open) => {
  it('are listed with their owners until they are used', async () => {
    const former = createSecretKey(randomBytes(32))
    const { database, clock, found, join, issuer, teamTokens, organizationTokens, uses } = tokensOn((await open()).queries, former)
    const { owner } = await found('acme')
    await uses.flush()
    const { id, team } = await join(owner, 'acme', 'jane', {})
    await uses.flush()
    clock.time += 60_000
    await issuer.issue(id, { description: 'ends', expiresAt: clock.time + 1 })
    const used = await issuer.issue(id, { description: 'laptop' })
    const before = [await issuer.issue(id, { description: 'idle' })]
    before.push(await teamTokens.create(owner, team.id, {}), await organizationTokens.create(owner, 'acme', {}))
    clock.time += 1
    const since = clock.time
    const present = tokensOn(database, createSecretKey(randomBytes(32)), [former])
    present.clock.time = since
    await present.issuer.issue(id, { description: 'made afterwards' })
    await present.authenticator.authenticate(used.text)
    const listed = (await tokensUnusedSince(database, since, since)).filter(({ createdAt }) => createdAt === since - 1)
    const ids = before.map(({ token }) => token.id)
    const owners = ['user jane', 'team acme/team of jane', 'organization acme']
    expect(new Map(listed.map((token) => [token.id, token.owner]))).toEqual(new Map(ids.map((each, index) => [each, owners[index]])))
  })
})

describeOnEveryDatabase('tokens of users', (open) => {
  it('are listed, read and revoked by their user only', async () => {
    const { found, signUp, tokens, userTokens } = tokensOn((await open()).queries)
    const { owner } = await found('acme')
    const { id, me } = await signUp('jane')
    const { token } = await userTokens.create(await me(), id, { description: 'ci' })
    expect((await userTokens.list(await me(), id)).map((each) => each.id)).toContain(token.id)
    expect(await tokens.read(await me(), token.id)).toEqual(token)
    expect(await userTokens.list(owner, id)).toEqual([])
    await expect(userTokens.create(owner, id, {})).rejects.toThrow(NotFound)
    await expect(tokens.read(owner, token.id)).rejects.toThrow(NotFound)
    await expect(tokens.delete(owner, token.id)).rejects.toThrow(NotFound)
    await expect(tokens.read(ANONYMOUS, token.id)).rejects.toThrow(Unauthenticated)
    await expect(userTokens.list(ANONYMOUS, id)).rejects.toThrow(Unauthenticated)
  })

  it('die with their user', async () => {
    const { signUp, authenticator, database, cache, issuer } = tokensOn((await open()).queries)
    const { id } = await signUp('jane')
    const { text } = await issuer.issue(id)
    await database
      .deleteFrom('users')
      .where('id', '=', id satisfies UserId)
      .execute()
    cache.accessChanged()
    await expect(authenticator.authenticate(text)).rejects.toThrow(Unauthenticated)
  })
})

describeOnEveryDatabase('the token of an organization', (open) => {
  it('is replaced by the next one, and the old one is refused at once', async () => {
    const { found, authenticator, organizationTokens } = tokensOn((await open()).queries)
    const { id, owner } = await found('acme')
    const first = await organizationTokens.create(owner, 'acme', {})
    expect(await authenticator.authenticate(first.text)).toMatchObject({ kind: 'organization', roles: [{ owner: true }] })
    const second = await organizationTokens.create(owner, 'acme', {})
    await expect(authenticator.authenticate(first.text)).rejects.toThrow(Unauthenticated)
    expect(await organizationTokens.read(owner, 'acme')).toMatchObject({ id: second.token.id, createdBy: id, description: null })
    await organizationTokens.delete(owner, 'acme')
    await expect(authenticator.authenticate(second.text)).rejects.toThrow(Unauthenticated)
    await expect(organizationTokens.read(owner, 'acme')).rejects.toThrow(NotFound)
    await expect(organizationTokens.delete(owner, 'acme')).rejects.toThrow(NotFound)
  })

  it('stays single when two are created concurrently', async () => {
    const { found, database, organizationTokens } = tokensOn((await open()).queries)
    const { owner } = await found('acme')
    await Promise.all([1, 2, 3].map(() => organizationTokens.create(owner, 'acme', {})))
    const left = await database.selectFrom('authentication_tokens').select('id').where('kind', '=', 'organization').execute()
    expect(left).toHaveLength(1)
  })

  it('cannot be created by itself, by members, or by another organization', async () => {
    const { found, join, tokens, authenticator, organizationTokens } = tokensOn((await open()).queries)
    const { owner } = await found('acme')
    const { owner: stranger } = await found('other')
    const { subject: member } = await join(owner, 'acme', 'jane', { 'manage-teams': true, 'manage-modules': true })
    const { text, token } = await organizationTokens.create(owner, 'acme', {})
    for (const subject of [await authenticator.authenticate(text), member, stranger]) {
      await expect(organizationTokens.create(subject, 'acme', {})).rejects.toThrow(NotFound)
      await expect(organizationTokens.read(subject, 'acme')).rejects.toThrow(NotFound)
      await expect(organizationTokens.delete(subject, 'acme')).rejects.toThrow(NotFound)
      await expect(tokens.delete(subject, token.id)).rejects.toThrow(NotFound)
    }
  })
})

describeOnEveryDatabase('tokens of teams', (open) => {
  it('have the permissions of the team; one has no description, and many have different ones', async () => {
    const { found, join, authenticator, teamTokens } = tokensOn((await open()).queries)
    const { owner } = await found('acme')
    const { team } = await join(owner, 'acme', 'jane', { 'manage-modules': true })
    const first = await teamTokens.create(owner, team.id, {})
    const named = await teamTokens.create(owner, team.id, { description: 'ci' })
    const blank = await teamTokens.create(owner, team.id, { description: '' })
    const second = await teamTokens.create(owner, team.id, {})
    const access = { 'manage-modules': true, 'manage-vcs-settings': false, 'manage-membership': false, 'manage-teams': false }
    expect(await authenticator.authenticate(named.text)).toMatchObject({ kind: 'team', teamId: team.id, roles: [{ owner: false, access }] })
    await expect(authenticator.authenticate(first.text)).rejects.toThrow(Unauthenticated)
    await expect(authenticator.authenticate(blank.text)).resolves.toBeDefined()
    await expect(teamTokens.create(owner, team.id, { description: 'ci' })).rejects.toThrow(
      'Validation failed: Description has already been taken',
    )
    expect((await teamTokens.read(owner, team.id)).id).toBe(second.token.id)
    await teamTokens.delete(owner, team.id)
    await expect(teamTokens.read(owner, team.id)).rejects.toThrow(NotFound)
    await expect(authenticator.authenticate(named.text)).resolves.toBeDefined()
  })

  it('of the owners have the permissions of owners, so only owners can create them', async () => {
    const { found, join, teams, authenticator, teamTokens } = tokensOn((await open()).queries)
    const { owner } = await found('acme')
    const { subject: teamAdmin } = await join(owner, 'acme', 'jane', { 'manage-teams': true })
    const owners = (await teams.list(owner, 'acme')).find((team) => team.name === 'owners')!
    const { text } = await teamTokens.create(owner, owners.id, {})
    expect(await authenticator.authenticate(text)).toMatchObject({ kind: 'team', roles: [{ owner: true }] })
    await expect(teamTokens.create(teamAdmin, owners.id, {})).rejects.toThrow(NotFound)
  })

  it('do not exist for members without permission to manage teams, nor for other organizations', async () => {
    const { found, join, tokens, teamTokens } = tokensOn((await open()).queries)
    const { owner } = await found('acme')
    const { owner: stranger } = await found('other')
    const { subject: member, team } = await join(owner, 'acme', 'jane', { 'manage-modules': true })
    const { token } = await teamTokens.create(owner, team.id, {})
    expect(await tokens.read(owner, token.id)).toEqual(token)
    for (const subject of [member, stranger]) {
      await expect(teamTokens.create(subject, team.id, {})).rejects.toThrow(NotFound)
      await expect(teamTokens.read(subject, team.id)).rejects.toThrow(NotFound)
      await expect(teamTokens.delete(subject, team.id)).rejects.toThrow(NotFound)
      await expect(tokens.read(subject, token.id)).rejects.toThrow(NotFound)
      await expect(tokens.delete(subject, token.id)).rejects.toThrow(NotFound)
    }
  })
})

describeOnOneDatabase('a token from before the secret key was changed', (open) => {
  it('is accepted, and afterwards also without the previous key', async () => {
    const { queries } = await open()
    const [former, present] = [createSecretKey(randomBytes(32)), createSecretKey(randomBytes(32))]
    const before = tokensOn(queries, former)
    const { id } = await before.signUp('jane')
    const { text } = await before.issuer.issue(id)
    await expect(tokensOn(queries, present).authenticator.authenticate(text)).rejects.toThrow(Unauthenticated)
    expect(await tokensOn(queries, present, [former]).authenticator.authenticate(text)).toMatchObject({ userId: id })
    expect(await tokensOn(queries, present).authenticator.authenticate(text)).toMatchObject({ userId: id })
    await expect(tokensOn(queries, former).authenticator.authenticate(text)).rejects.toThrow(Unauthenticated)
  })

  it('stays expired', async () => {
    const { queries } = await open()
    const [former, present] = [createSecretKey(randomBytes(32)), createSecretKey(randomBytes(32))]
    const before = tokensOn(queries, former)
    const { text } = await before.issuer.issue((await before.signUp('jane')).id, { expiresAt: START + 60_000 })
    const after = tokensOn(queries, present, [former])
    after.clock.time += 60_000
    await expect(after.authenticator.authenticate(text)).rejects.toThrow(Unauthenticated)
  })
})

describeOnOneDatabase('the two tokens of an organization', (open) => {
  it('neither replace nor end each other', async () => {
    const { found, organizationTokens, authenticator } = tokensOn((await open()).queries)
    const { owner } = await found('acme')
    const audit = await organizationTokens.create(owner, 'acme', {}, 'audit-trails')
    const general = await organizationTokens.create(owner, 'acme', {})
    expect(await authenticator.authenticate(audit.text)).toMatchObject({ kind: 'audit-trails' })
    expect(await organizationTokens.read(owner, 'acme', 'audit-trails')).toEqual(audit.token)
    await organizationTokens.delete(owner, 'acme', 'audit-trails')
    await expect(authenticator.authenticate(audit.text)).rejects.toThrow(Unauthenticated)
    expect(await authenticator.authenticate(general.text)).toMatchObject({ kind: 'organization' })
    await expect(organizationTokens.read(owner, 'acme', 'audit-trails')).rejects.toThrow(NotFound)
  })
})
