import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { describeOnEveryDatabase, describeOnOneDatabase } from '../../test/support/databases.ts'
import { agentPools, trail } from '../../test/support/identity-ports.ts'
import { AccountRoles, Memberships, OwnersFounding, TeamMembers, Teams, Users } from '../accounts/index.ts'
import type { Queries } from '../database/index.ts'
import { Invalid, NotFound, Unauthenticated, type UserId } from '../kernel/index.ts'
import { ModuleSharingRows, Organizations } from '../organizations/index.ts'
import { ANONYMOUS, type Subject } from '../permissions/index.ts'
import { AuthenticationTokens } from './authentication-tokens.ts'
import { Authenticator } from './authenticator.ts'
import { SubjectCache } from './subject-cache.ts'
import { TokenUses } from './token-uses.ts'
import { TokenTtlPolicies } from './ttl-policies.ts'

const START = Date.UTC(2026, 0, 31, 12, 0, 0, 250)

function tokensOn(database: Queries, key = createSecretKey(randomBytes(32)), formerKeys: readonly KeyObject[] = []) {
  const clock = { time: START, now: () => clock.time }
  const cache = new SubjectCache(clock)
  const uses = new TokenUses(database)
  const accounts = { database, clock, accessChanges: cache, trail }
  const organizations = new Organizations({
    database,
    clock,
    founding: new OwnersFounding(clock),
    renamings: [],
    agentPools,
    trail,
    accessChanges: cache,
  })
  const users = new Users(accounts)
  const teams = new Teams(accounts, organizations)
  const members = new TeamMembers(accounts, teams)
  const memberships = new Memberships(accounts, organizations)
  const roles = new AccountRoles(database)
  const policies = new TokenTtlPolicies({ database, clock, organizations, trail })
  const tokens = new AuthenticationTokens({ database, clock, key, cache, organizations, teams, roles, policies, trail, usualMonths: 24 })
  const authenticator = new Authenticator({
    database,
    clock,
    key,
    formerKeys,
    roles,
    sharing: new ModuleSharingRows(database),
    cache,
    uses,
  })
  /** A user with a token: what they are when they present it. */
  const signUp = async (username: string) => {
    const { id } = await users.registerUser({ username, email: `${username}@example.com`, siteAdmin: false })
    const { text } = await tokens.issueForUser(id)
    return { id, me: () => authenticator.authenticate(text) }
  }
  const found = async (name: string) => {
    const { id, me } = await signUp(`${name}-owner`)
    await organizations.create(await me(), { name, email: 'a@b.c' })
    return { id, owner: await me() }
  }
  const join = async (owner: Subject, organization: string, username: string, access: Record<string, boolean>) => {
    const { id, me } = await signUp(username)
    await memberships.invite(owner, organization, { email: `${username}@example.com` })
    const team = await teams.create(owner, organization, { name: `team of ${username}`, organizationAccess: access })
    await members.add(owner, team.id, { users: [username] })
    return { id, subject: await me(), team }
  }
  return { database, clock, cache, uses, organizations, users, teams, tokens, authenticator, signUp, found, join }
}

async function storedText(database: Queries): Promise<string> {
  return JSON.stringify(await database.selectFrom('authentication_tokens').selectAll().execute())
}

describeOnEveryDatabase('authentication', (open) => {
  it('turns the token of a user into that user with their roles', async () => {
    const { found, tokens, authenticator, clock } = tokensOn((await open()).queries)
    const { id } = await found('acme')
    const { text, token } = await tokens.issueForUser(id, { description: 'laptop' })
    expect(text).toMatch(/^[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9]{67}$/)
    expect(token).toMatchObject({ description: 'laptop', createdBy: id, createdAt: clock.time, lastUsedAt: null })
    expect(await authenticator.authenticate(text)).toMatchObject({ kind: 'user', userId: id, siteAdmin: false, roles: [{ owner: true }] })
  })

  it('refuses what is not a token, an unknown one, and one of another installation', async () => {
    const { signUp, tokens, authenticator, database } = tokensOn((await open()).queries)
    const { id } = await signUp('jane')
    const { text } = await tokens.issueForUser(id)
    for (const wrong of ['', 'x', `${text}x`, text.slice(0, -1), text.toLowerCase(), `${'a'.repeat(14)}.atlasv1.${'b'.repeat(67)}`]) {
      await expect(authenticator.authenticate(wrong), wrong).rejects.toThrow(Unauthenticated)
    }
    await expect(tokensOn(database).authenticator.authenticate(text)).rejects.toThrow(Unauthenticated)
  })

  it('keeps tokens only as hashes', async () => {
    const { signUp, tokens, database } = tokensOn((await open()).queries)
    const { id } = await signUp('jane')
    const { text } = await tokens.issueForUser(id)
    const stored = await storedText(database)
    expect(stored).not.toContain(text)
    expect(stored).not.toContain(text.split('.')[2])
    expect(stored).toMatch(/"token_hash":"[0-9a-f]{64}"/)
  })

  it('ends when the token does: after 24 months unless told otherwise', async () => {
    const { signUp, tokens, authenticator, clock } = tokensOn((await open()).queries)
    const { id } = await signUp('jane')
    expect((await tokens.issueForUser(id)).token.expiresAt).toBe(Date.UTC(2028, 0, 31, 12, 0, 0, 250))
    const hour = await tokens.issueForUser(id, { expiresAt: START + 3_600_123 })
    const forever = await tokens.issueForUser(id, { expiresAt: null })
    expect(hour.token.expiresAt).toBe(START + 3_600_123)
    expect(forever.token.expiresAt).toBeNull()
    clock.time = START + 3_600_122
    await authenticator.authenticate(hour.text)
    clock.time += 1
    expect(authenticator.authenticateCached(hour.text)).toBeUndefined()
    await expect(authenticator.authenticate(hour.text)).rejects.toThrow(Unauthenticated)
    await expect(authenticator.authenticate(forever.text)).resolves.toBeDefined()
    await expect(tokens.issueForUser(id, { expiresAt: clock.time })).rejects.toThrow(Invalid)
  })

  it('remembers an accepted token for a second at most', async () => {
    const { signUp, tokens, authenticator, clock, database } = tokensOn((await open()).queries)
    const { id } = await signUp('jane')
    const { text } = await tokens.issueForUser(id)
    expect(authenticator.authenticateCached(text)).toBeUndefined()
    const subject = await authenticator.authenticate(text)
    expect(authenticator.authenticateCached(text)).toBe(subject)
    // As another process would, without telling this one.
    await database.deleteFrom('authentication_tokens').where('user_id', '=', id).execute()
    clock.time += 999
    expect(authenticator.authenticateCached(text)).toBe(subject)
    clock.time += 1
    expect(authenticator.authenticateCached(text)).toBeUndefined()
    await expect(authenticator.authenticate(text)).rejects.toThrow(Unauthenticated)
  })

  it('refuses a token at once when it is revoked here', async () => {
    const { signUp, tokens, authenticator } = tokensOn((await open()).queries)
    const { id, me } = await signUp('jane')
    const { text, token } = await tokens.issueForUser(id)
    await authenticator.authenticate(text)
    await tokens.delete(await me(), token.id)
    expect(authenticator.authenticateCached(text)).toBeUndefined()
    await expect(authenticator.authenticate(text)).rejects.toThrow(Unauthenticated)
  })

  it('does not remember what was looked up before a revocation finished', async () => {
    const { signUp, tokens, authenticator, cache } = tokensOn((await open()).queries)
    const { id } = await signUp('jane')
    const { text } = await tokens.issueForUser(id)
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
    const { signUp, tokens, authenticator, clock, uses } = tokensOn((await open()).queries)
    const { id, me } = await signUp('jane')
    const { text, token } = await tokens.issueForUser(id)
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

describeOnEveryDatabase('tokens of users', (open) => {
  it('are listed, read and revoked by their user alone', async () => {
    const { found, signUp, tokens } = tokensOn((await open()).queries)
    const { owner } = await found('acme')
    const { id, me } = await signUp('jane')
    const { token } = await tokens.createForUser(await me(), id, { description: 'ci' })
    expect((await tokens.listOfUser(await me(), id)).map((each) => each.id)).toContain(token.id)
    expect(await tokens.read(await me(), token.id)).toEqual(token)
    expect(await tokens.listOfUser(owner, id)).toEqual([])
    await expect(tokens.createForUser(owner, id, {})).rejects.toThrow(NotFound)
    await expect(tokens.read(owner, token.id)).rejects.toThrow(NotFound)
    await expect(tokens.delete(owner, token.id)).rejects.toThrow(NotFound)
    await expect(tokens.read(ANONYMOUS, token.id)).rejects.toThrow(Unauthenticated)
    await expect(tokens.listOfUser(ANONYMOUS, id)).rejects.toThrow(Unauthenticated)
  })

  it('die with their user', async () => {
    const { signUp, tokens, authenticator, database, cache } = tokensOn((await open()).queries)
    const { id } = await signUp('jane')
    const { text } = await tokens.issueForUser(id)
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
    const { found, tokens, authenticator } = tokensOn((await open()).queries)
    const { id, owner } = await found('acme')
    const first = await tokens.createForOrganization(owner, 'acme', {})
    expect(await authenticator.authenticate(first.text)).toMatchObject({ kind: 'organization', roles: [{ owner: true }] })
    const second = await tokens.createForOrganization(owner, 'acme', {})
    await expect(authenticator.authenticate(first.text)).rejects.toThrow(Unauthenticated)
    expect(await tokens.readOfOrganization(owner, 'acme')).toMatchObject({ id: second.token.id, createdBy: id, description: null })
    await tokens.deleteOfOrganization(owner, 'acme')
    await expect(authenticator.authenticate(second.text)).rejects.toThrow(Unauthenticated)
    await expect(tokens.readOfOrganization(owner, 'acme')).rejects.toThrow(NotFound)
    await expect(tokens.deleteOfOrganization(owner, 'acme')).rejects.toThrow(NotFound)
  })

  it('stays single when two are created at the same moment', async () => {
    const { found, tokens, database } = tokensOn((await open()).queries)
    const { owner } = await found('acme')
    await Promise.all([1, 2, 3].map(() => tokens.createForOrganization(owner, 'acme', {})))
    const left = await database.selectFrom('authentication_tokens').select('id').where('kind', '=', 'organization').execute()
    expect(left).toHaveLength(1)
  })

  it('cannot be made by itself, by members, or by another organization', async () => {
    const { found, join, tokens, authenticator } = tokensOn((await open()).queries)
    const { owner } = await found('acme')
    const { owner: stranger } = await found('other')
    const { subject: member } = await join(owner, 'acme', 'jane', { 'manage-teams': true, 'manage-modules': true })
    const { text, token } = await tokens.createForOrganization(owner, 'acme', {})
    for (const subject of [await authenticator.authenticate(text), member, stranger]) {
      await expect(tokens.createForOrganization(subject, 'acme', {})).rejects.toThrow(NotFound)
      await expect(tokens.readOfOrganization(subject, 'acme')).rejects.toThrow(NotFound)
      await expect(tokens.deleteOfOrganization(subject, 'acme')).rejects.toThrow(NotFound)
      await expect(tokens.delete(subject, token.id)).rejects.toThrow(NotFound)
    }
  })
})

describeOnEveryDatabase('tokens of teams', (open) => {
  it('have the rights of the team, one without a description and many with different ones', async () => {
    const { found, join, tokens, authenticator } = tokensOn((await open()).queries)
    const { owner } = await found('acme')
    const { team } = await join(owner, 'acme', 'jane', { 'manage-modules': true })
    const first = await tokens.createForTeam(owner, team.id, {})
    const named = await tokens.createForTeam(owner, team.id, { description: 'ci' })
    const blank = await tokens.createForTeam(owner, team.id, { description: '' })
    const second = await tokens.createForTeam(owner, team.id, {})
    const access = { 'manage-modules': true, 'manage-vcs-settings': false, 'manage-membership': false, 'manage-teams': false }
    expect(await authenticator.authenticate(named.text)).toMatchObject({ kind: 'team', teamId: team.id, roles: [{ owner: false, access }] })
    await expect(authenticator.authenticate(first.text)).rejects.toThrow(Unauthenticated)
    await expect(authenticator.authenticate(blank.text)).resolves.toBeDefined()
    await expect(tokens.createForTeam(owner, team.id, { description: 'ci' })).rejects.toThrow(
      'Validation failed: Description has already been taken',
    )
    expect((await tokens.readOfTeam(owner, team.id)).id).toBe(second.token.id)
    await tokens.deleteOfTeam(owner, team.id)
    await expect(tokens.readOfTeam(owner, team.id)).rejects.toThrow(NotFound)
    await expect(authenticator.authenticate(named.text)).resolves.toBeDefined()
  })

  it('of the owners give the rights of owners, so only owners can make them', async () => {
    const { found, join, teams, tokens, authenticator } = tokensOn((await open()).queries)
    const { owner } = await found('acme')
    const { subject: teamAdmin } = await join(owner, 'acme', 'jane', { 'manage-teams': true })
    const owners = (await teams.list(owner, 'acme')).find((team) => team.name === 'owners')!
    const { text } = await tokens.createForTeam(owner, owners.id, {})
    expect(await authenticator.authenticate(text)).toMatchObject({ kind: 'team', roles: [{ owner: true }] })
    await expect(tokens.createForTeam(teamAdmin, owners.id, {})).rejects.toThrow(NotFound)
  })

  it('do not exist for members without the right to manage teams, nor for other organizations', async () => {
    const { found, join, tokens } = tokensOn((await open()).queries)
    const { owner } = await found('acme')
    const { owner: stranger } = await found('other')
    const { subject: member, team } = await join(owner, 'acme', 'jane', { 'manage-modules': true })
    const { token } = await tokens.createForTeam(owner, team.id, {})
    expect(await tokens.read(owner, token.id)).toEqual(token)
    for (const subject of [member, stranger]) {
      await expect(tokens.createForTeam(subject, team.id, {})).rejects.toThrow(NotFound)
      await expect(tokens.readOfTeam(subject, team.id)).rejects.toThrow(NotFound)
      await expect(tokens.deleteOfTeam(subject, team.id)).rejects.toThrow(NotFound)
      await expect(tokens.read(subject, token.id)).rejects.toThrow(NotFound)
      await expect(tokens.delete(subject, token.id)).rejects.toThrow(NotFound)
    }
  })
})

describeOnOneDatabase('a token from before the secret key was changed', (open) => {
  it('is accepted, and from then on without the former key', async () => {
    const { queries } = await open()
    const [former, present] = [createSecretKey(randomBytes(32)), createSecretKey(randomBytes(32))]
    const before = tokensOn(queries, former)
    const { id } = await before.signUp('jane')
    const { text } = await before.tokens.issueForUser(id)
    await expect(tokensOn(queries, present).authenticator.authenticate(text)).rejects.toThrow(Unauthenticated)
    expect(await tokensOn(queries, present, [former]).authenticator.authenticate(text)).toMatchObject({ userId: id })
    expect(await tokensOn(queries, present).authenticator.authenticate(text)).toMatchObject({ userId: id })
    await expect(tokensOn(queries, former).authenticator.authenticate(text)).rejects.toThrow(Unauthenticated)
  })

  it('stays expired', async () => {
    const { queries } = await open()
    const [former, present] = [createSecretKey(randomBytes(32)), createSecretKey(randomBytes(32))]
    const before = tokensOn(queries, former)
    const { text } = await before.tokens.issueForUser((await before.signUp('jane')).id, { expiresAt: START + 60_000 })
    const after = tokensOn(queries, present, [former])
    after.clock.time += 60_000
    await expect(after.authenticator.authenticate(text)).rejects.toThrow(Unauthenticated)
  })
})

describeOnOneDatabase('the two tokens of an organization', (open) => {
  it('neither replace nor end each other', async () => {
    const { found, tokens, authenticator } = tokensOn((await open()).queries)
    const { owner } = await found('acme')
    const audit = await tokens.createForOrganization(owner, 'acme', {}, 'audit-trails')
    const general = await tokens.createForOrganization(owner, 'acme', {})
    expect(await authenticator.authenticate(audit.text)).toMatchObject({ kind: 'audit-trails' })
    expect(await tokens.readOfOrganization(owner, 'acme', 'audit-trails')).toEqual(audit.token)
    await tokens.deleteOfOrganization(owner, 'acme', 'audit-trails')
    await expect(authenticator.authenticate(audit.text)).rejects.toThrow(Unauthenticated)
    expect(await authenticator.authenticate(general.text)).toMatchObject({ kind: 'organization' })
    await expect(tokens.readOfOrganization(owner, 'acme', 'audit-trails')).rejects.toThrow(NotFound)
  })
})
