import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../../test/support/databases.ts'
import { agentPools, changesOn, organizationsOn } from '../../../test/support/identity-ports.ts'
import { noNetwork } from '../../../test/support/no-network.ts'
import type { Queries } from '../../database/index.ts'
import { Invalid, NotFound, newId, type OrganizationId, Unauthenticated } from '../../kernel/index.ts'
import { ANONYMOUS, NO_ACCESS, type OrganizationAccess, type Subject } from '../../permissions/index.ts'
import { createSecretBox } from '../../platform/secrets/index.ts'
import type { OAuthClientWanted } from './oauth-client-changes.ts'
import { OAuthClients } from './oauth-clients.ts'
import { OAuthTokens } from './oauth-tokens.ts'

const EVERYTHING = { number: 1, size: 100 }
const GIT = { serviceProvider: 'git', httpUrl: 'https://git.example.com' }

function userWith(organizationId: OrganizationId, owner: boolean, access: Partial<OrganizationAccess> = {}): Subject {
  return { kind: 'user', userId: newId('user'), siteAdmin: false, roles: [{ organizationId, owner, access: { ...NO_ACCESS, ...access } }] }
}

async function connectionsOn(database: Queries, { allowFileRemotes = false } = {}) {
  const clock = { time: 1_700_000_000_000, now: () => clock.time++ }
  const organizations = organizationsOn(database, clock)
  const parts = {
    queries: database,
    organizations,
    agentPools,
    clock,
    changes: changesOn(database).changes,
    secretBox: createSecretBox(randomBytes(32)),
    configuration: { allowFileRemotes },
    http: noNetwork,
    publicUrl: 'https://registry.example.com',
  }
  const founder: Subject = { kind: 'user', userId: newId('user'), siteAdmin: false, roles: [] }
  const { id } = await organizations.create(founder, { name: 'acme', email: 'a@b.c' })
  const { id: otherId } = await organizations.create(founder, { name: 'other', email: 'a@b.c' })
  return {
    database,
    organizations,
    clients: new OAuthClients(parts),
    tokens: new OAuthTokens(parts),
    owner: userWith(id, true),
    stranger: userWith(otherId, true),
    member: userWith(id, false),
    publisher: userWith(id, false, { 'manage-modules': true }),
    vcsAdmin: userWith(id, false, { 'manage-vcs-settings': true }),
  }
}

async function problemsOf(attempt: Promise<unknown>): Promise<(string | undefined)[]> {
  const error: unknown = await attempt.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(Invalid)
  return (error as Invalid).problems.map((problem) => problem.pointer?.replace('/data/attributes/', ''))
}

describeOnEveryDatabase('oauth clients', (open) => {
  it('of kind git have exactly one token, even without a credential', async () => {
    const { clients, tokens, vcsAdmin } = await connectionsOn((await open()).queries)
    const client = await clients.create(vcsAdmin, 'acme', { ...GIT, name: 'Our git' })
    expect(client).toMatchObject({ serviceProvider: 'git', name: 'Our git', key: null, apiUrl: GIT.httpUrl, tokenScheme: 'basic' })
    expect(client).toMatchObject({ organizationScoped: true, uuid: expect.stringMatching(/^[0-9a-f-]{36}$/) })
    expect(await clients.read(vcsAdmin, client.id)).toEqual(client)
    expect(await tokens.listOfClient(vcsAdmin, client.id)).toMatchObject([{ id: client.oauthTokenIds[0], hasSshKey: false }])
    expect(client.oauthTokenIds).toHaveLength(1)
  })

  it('keep their attributes verbatim', async () => {
    const { clients, owner } = await connectionsOn((await open()).queries)
    const client = await clients.create(owner, 'acme', {
      ...GIT,
      httpUrl: 'https://Git.example.com/base/',
      apiUrl: 'https://api.example.com',
    })
    expect(await clients.read(owner, client.id)).toMatchObject({
      httpUrl: 'https://Git.example.com/base/',
      apiUrl: 'https://api.example.com',
    })
  })

  it('store their secrets only encrypted, and never show them', async () => {
    const { clients, owner, database } = await connectionsOn((await open()).queries)
    const client = await clients.create(owner, 'acme', { ...GIT, key: 'robot', oauthTokenString: 'swordfish-1' })
    await clients.update(owner, client.id, { oauthTokenString: 'swordfish-2' })
    const rows = await database.selectFrom('oauth_tokens').selectAll().execute()
    const shown = [rows, await database.selectFrom('oauth_clients').selectAll().execute(), await clients.read(owner, client.id)]
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(shown)).not.toContain('swordfish')
  })

  it('that require a token are renamed without repeating it, even after its deletion', async () => {
    const { clients, tokens, owner } = await connectionsOn((await open()).queries)
    const wanted = { serviceProvider: 'ado_services', httpUrl: 'https://dev.azure.com/contoso', oauthTokenString: 'pat' }
    const { id, oauthTokenIds } = await clients.create(owner, 'acme', wanted)
    expect(await clients.update(owner, id, { name: 'first' })).toMatchObject({ name: 'first' })
    await tokens.delete(owner, oauthTokenIds[0] ?? newId('oauth-token'))
    expect(await clients.update(owner, id, { name: 'second' })).toMatchObject({ name: 'second', oauthTokenIds: [] })
    expect(await problemsOf(clients.update(owner, id, { oauthTokenString: 'not a token' }))).toEqual(['oauth-token-string'])
    expect(await clients.update(owner, id, { oauthTokenString: 'pat' })).toMatchObject({ oauthTokenIds: [expect.any(String)] })
  })

  it.each(['github_app', 'constructor', 'svn', ''])('of the kind %j are refused by name', async (serviceProvider) => {
    const { clients, owner } = await connectionsOn((await open()).queries)
    expect(await problemsOf(clients.create(owner, 'acme', { ...GIT, serviceProvider }))).toEqual(['service-provider'])
  })

  const WRONG: [name: string, wanted: Partial<OAuthClientWanted>, attribute: string][] = [
    ['no address', { httpUrl: '' }, 'http-url'],
    ['another scheme', { httpUrl: 'ftp://git.example.com' }, 'http-url'],
    ['git and its helpers', { httpUrl: 'ext::sh -c id' }, 'http-url'],
    ['a password in the address', { httpUrl: 'https://me:secret@git.example.com' }, 'http-url'],
    ['a user in the address', { httpUrl: 'https://me@git.example.com' }, 'http-url'],
    ['a query', { httpUrl: 'https://git.example.com/?a=b' }, 'http-url'],
    ['an empty fragment', { httpUrl: 'https://git.example.com/#' }, 'http-url'],
    ['a line break', { httpUrl: 'https://git.example.com/\nx' }, 'http-url'],
    ['a hidden line break', { httpUrl: 'https://git.example.com/%0ax' }, 'http-url'],
    ['a way up', { httpUrl: 'https://git.example.com/a/%2e%2e/b' }, 'http-url'],
    ['a dash for a host', { httpUrl: 'ssh://-oProxyCommand=id/x' }, 'http-url'],
    ['a password for ssh', { httpUrl: 'ssh://git:secret@git.example.com' }, 'http-url'],
    ['another API that is not an address', { apiUrl: 'nowhere' }, 'api-url'],
    ['a colon in the user name', { key: 'a:b' }, 'key'],
    ['a line break in the token', { oauthTokenString: 'abc\n' }, 'oauth-token-string'],
    ['a token for ssh', { httpUrl: 'ssh://git@git.example.com', oauthTokenString: 'abc' }, 'oauth-token-string'],
    ['an ssh key for https', { privateKey: 'abc' }, 'private-key'],
    ['an ssh key that is none', { httpUrl: 'ssh://git@git.example.com', privateKey: 'abc' }, 'private-key'],
    ['host keys that are none', { httpUrl: 'ssh://git@git.example.com', sshKnownHosts: 'git.example.com' }, 'ssh-known-hosts'],
  ]
  it.each(WRONG)('refuse %s, pointing at it', async (_name, wanted, attribute) => {
    const { clients, owner } = await connectionsOn((await open()).queries)
    expect(await problemsOf(clients.create(owner, 'acme', { ...GIT, ...wanted }))).toEqual([attribute])
  })

  it('read files only where the operator allows it, and say which setting does', async () => {
    const { queries } = await open()
    const { clients, owner } = await connectionsOn(queries)
    const wanted = { serviceProvider: 'git', httpUrl: 'file:///srv/git' }
    await expect(clients.create(owner, 'acme', wanted)).rejects.toThrow('TERRACE_ALLOW_FILE_REMOTES')
  })

  it('may read files where the operator allows it', async () => {
    const { clients, owner } = await connectionsOn((await open()).queries, { allowFileRemotes: true })
    await expect(clients.create(owner, 'acme', { ...GIT, httpUrl: 'file:///srv/git' })).resolves.toBeDefined()
    expect(await problemsOf(clients.create(owner, 'acme', { ...GIT, httpUrl: 'file://host/srv/git' }))).toEqual(['http-url'])
  })

  it('are updated attribute by attribute; an empty key is refused', async () => {
    const { clients, owner } = await connectionsOn((await open()).queries)
    const { id } = await clients.create(owner, 'acme', { ...GIT, name: 'one', key: 'robot' })
    expect(await clients.update(owner, id, { name: 'two' })).toMatchObject({ name: 'two', key: 'robot' })
    expect(await clients.update(owner, id, { organizationScoped: false, tokenScheme: 'bearer' })).toMatchObject({
      name: 'two',
      organizationScoped: false,
      tokenScheme: 'bearer',
    })
    expect(await problemsOf(clients.update(owner, id, { key: '' }))).toEqual(['key'])
  })

  it('are listed in pages, the oldest first', async () => {
    const { clients, tokens, owner } = await connectionsOn((await open()).queries)
    for (const name of ['one', 'two', 'three']) await clients.create(owner, 'acme', { ...GIT, name })
    const page = await clients.list(owner, 'acme', { number: 1, size: 2 })
    expect(page.items.map((client) => client.name)).toEqual(['one', 'two'])
    expect(page.totalCount).toBe(3)
    const clientTokens = await tokens.list(owner, 'acme', { number: 2, size: 2 })
    expect(clientTokens).toMatchObject({ totalCount: 3, items: [{ hasSshKey: false }] })
  })

  it('can be read to publish modules and changed to manage VCS settings, and do not exist for other members', async () => {
    const { clients, tokens, publisher, member, vcsAdmin } = await connectionsOn((await open()).queries)
    const { id, oauthTokenIds } = await clients.create(vcsAdmin, 'acme', GIT)
    const [tokenId] = oauthTokenIds
    expect((await clients.list(publisher, 'acme', EVERYTHING)).totalCount).toBe(1)
    expect(await clients.read(publisher, id)).toBeDefined()
    expect(await tokens.read(publisher, tokenId!)).toBeDefined()
    await expect(clients.create(publisher, 'acme', GIT)).rejects.toThrow(NotFound)
    await expect(clients.update(publisher, id, { name: 'x' })).rejects.toThrow(NotFound)
    await expect(clients.delete(publisher, id)).rejects.toThrow(NotFound)
    await expect(tokens.delete(publisher, tokenId!)).rejects.toThrow(NotFound)
    await expect(clients.read(member, id)).rejects.toThrow(NotFound)
    await expect(clients.read(ANONYMOUS, id)).rejects.toThrow(Unauthenticated)
  })

  it('do not exist for other organizations', async () => {
    const { clients, tokens, owner, stranger } = await connectionsOn((await open()).queries)
    const { id, oauthTokenIds } = await clients.create(owner, 'acme', GIT)
    const tokenId = oauthTokenIds[0]!
    const attempts = [
      () => clients.create(stranger, 'acme', GIT),
      () => clients.list(stranger, 'acme', EVERYTHING),
      () => clients.read(stranger, id),
      () => clients.update(stranger, id, { name: 'x' }),
      () => clients.delete(stranger, id),
      () => tokens.list(stranger, 'acme', EVERYTHING),
      () => tokens.listOfClient(stranger, id),
      () => tokens.read(stranger, tokenId),
      () => tokens.update(stranger, tokenId, { sshKey: 'x' }),
      () => tokens.delete(stranger, tokenId),
    ]
    for (const attempt of attempts) await expect(attempt()).rejects.toThrow(NotFound)
    expect((await clients.list(stranger, 'other', EVERYTHING)).items).toEqual([])
  })

  it('delete their token with them; deleting a token keeps its client, which can get a new one', async () => {
    const { clients, tokens, owner } = await connectionsOn((await open()).queries)
    const { id, oauthTokenIds } = await clients.create(owner, 'acme', GIT)
    await tokens.delete(owner, oauthTokenIds[0]!)
    expect((await clients.read(owner, id)).oauthTokenIds).toEqual([])
    const renewed = await clients.update(owner, id, { oauthTokenString: 'abc' })
    expect(renewed.oauthTokenIds).toHaveLength(1)
    await clients.delete(owner, id)
    await expect(clients.read(owner, id)).rejects.toThrow(NotFound)
    await expect(tokens.read(owner, renewed.oauthTokenIds[0]!)).rejects.toThrow(NotFound)
  })
})

describeOnEveryDatabase('oauth tokens', (open) => {
  it('accept an SSH key, and explain an invalid one', async () => {
    const { clients, tokens, owner } = await connectionsOn((await open()).queries)
    const { id, oauthTokenIds } = await clients.create(owner, 'acme', GIT)
    const tokenId = oauthTokenIds[0]!
    const sshKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    await expect(tokens.update(owner, tokenId, { sshKey: 'hello' })).rejects.toThrow('Ssh key is invalid')
    expect(await tokens.update(owner, tokenId, { sshKey })).toMatchObject({ hasSshKey: true })
    expect(await tokens.read(owner, tokenId)).toMatchObject({ hasSshKey: true })
    await expect(clients.update(owner, id, { name: 'still works' })).resolves.toMatchObject({ name: 'still works' })
    expect(await tokens.read(owner, tokenId)).toMatchObject({ hasSshKey: true })
  })
})
