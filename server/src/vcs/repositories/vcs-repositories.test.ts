import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../../test/support/databases.ts'
import { agentPools, changesOn, organizationsOn } from '../../../test/support/identity-ports.ts'
import { noNetwork } from '../../../test/support/no-network.ts'
import type { Queries } from '../../database/index.ts'
import { Invalid, NotFound, newId, type OAuthTokenId, type OrganizationId } from '../../kernel/index.ts'
import { NO_ACCESS, type OrganizationAccess, type Subject } from '../../permissions/index.ts'
import { GitFailure, type GitRemote, type RemoteRefs } from '../../platform/git/index.ts'
import { createSecretBox } from '../../platform/secrets/index.ts'
import type { OAuthClientWanted } from '../oauth-clients/oauth-client-changes.ts'
import { OAuthClients } from '../oauth-clients/oauth-clients.ts'
import { OAuthTokens } from '../oauth-clients/oauth-tokens.ts'
import { RepositoryLookups } from './repository-lookups.ts'
import { RepositoryRemotes } from './repository-remotes.ts'
import { RepositorySyncs } from './repository-syncs.ts'
import { VcsRepositories } from './vcs-repositories.ts'

const NOW = 1_700_000_000_000
const REFS: RemoteRefs = { tags: [{ name: 'v1.0.0', object: 'a', commit: 'b' }], branches: [], digest: 'first' }
const KEY = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

function userWith(organizationId: OrganizationId, access: Partial<OrganizationAccess> = {}): Subject {
  return {
    kind: 'user',
    userId: newId('user'),
    siteAdmin: false,
    roles: [{ organizationId, owner: false, access: { ...NO_ACCESS, ...access } }],
  }
}

/** A host with repositories at these URLs. It answers `otherwise` for all others. */
function hostWith(answers: Record<string, RemoteRefs | GitFailure['reason']>, otherwise: GitFailure['reason'] = 'not_found') {
  const asked: GitRemote[] = []
  const patience: (number | undefined)[] = []
  return {
    asked,
    /** milliseconds, for every request */
    patience,
    async listRefs(remote: GitRemote, options?: { timeoutMs?: number }): Promise<RemoteRefs> {
      asked.push(remote)
      patience.push(options?.timeoutMs)
      const answer = answers[remote.url] ?? otherwise
      if (typeof answer === 'string') throw new GitFailure(answer, `the host said ${answer}`)
      return answer
    },
  }
}

async function repositoriesOn(database: Queries) {
  const clock = { time: NOW, now: () => clock.time }
  const organizations = organizationsOn(database, clock)
  const parts = {
    queries: database,
    organizations,
    agentPools,
    clock,
    changes: changesOn(database).changes,
    secretBox: createSecretBox(randomBytes(32)),
    configuration: { allowFileRemotes: false },
    http: noNetwork,
    publicUrl: 'https://registry.example.com',
  }
  const founder: Subject = { kind: 'user', userId: newId('user'), siteAdmin: false, roles: [] }
  const { id: organizationId } = await organizations.create(founder, { name: 'acme', email: 'a@b.c' })
  const { id: otherId } = await organizations.create(founder, { name: 'other', email: 'a@b.c' })
  const vcsAdmin = userWith(organizationId, { 'manage-vcs-settings': true })
  const clients = new OAuthClients(parts)
  const repositories = new VcsRepositories(parts)
  const remotes = new RepositoryRemotes(parts)
  const lookups = new RepositoryLookups({ ...parts, remotes })
  const syncs = new RepositorySyncs(parts)
  const client = async (wanted: Partial<OAuthClientWanted> = {}) => {
    const created = await clients.create(vcsAdmin, 'acme', { serviceProvider: 'git', httpUrl: 'https://git.example.com', ...wanted })
    return { clientId: created.id, oauthTokenId: created.oauthTokenIds[0]! }
  }
  /** A connected repository, without a request to the host. */
  const connected = async (oauthTokenId: OAuthTokenId, identifier = 'group/terraform-aws-vpc') => {
    const cloneUrl = `https://git.example.com/${identifier}.git`
    return await database.transaction().execute((transaction) => repositories.connect(transaction, { oauthTokenId, identifier, cloneUrl }))
  }
  return {
    clock,
    clients,
    tokens: new OAuthTokens(parts),
    repositories,
    remotes,
    lookups,
    syncs,
    client,
    connected,
    organizationId,
    otherId,
    vcsAdmin,
    publisher: userWith(organizationId, { 'manage-modules': true }),
    member: userWith(organizationId),
    stranger: userWith(otherId, { 'manage-modules': true }),
  }
}

describeOnEveryDatabase('locating a repository', (open) => {
  it('finds it with or without .git, with the credential of the connection', async () => {
    const { lookups, client, publisher, organizationId } = await repositoriesOn((await open()).queries)
    const { oauthTokenId } = await client({ httpUrl: 'https://git.example.com/base/', key: 'robot', oauthTokenString: 'secret' })
    const host = hostWith({ 'https://git.example.com/base/group/terraform-aws-vpc': REFS })
    const located = await lookups.locate(publisher, { oauthTokenId, identifier: 'group/terraform-aws-vpc' }, host)
    expect(located).toEqual({
      oauthTokenId,
      organizationId,
      identifier: 'group/terraform-aws-vpc',
      cloneUrl: 'https://git.example.com/base/group/terraform-aws-vpc',
      serviceProvider: 'git',
      refs: REFS,
    })
    const credential = { type: 'basic', username: 'robot', password: 'secret' }
    expect(host.asked).toEqual([
      { url: 'https://git.example.com/base/group/terraform-aws-vpc.git', credential, organization: organizationId, family: 'git' },
      { url: located.cloneUrl, credential, organization: organizationId, family: 'git' },
    ])
  })

  it.each<[string, Partial<OAuthClientWanted>, object]>([
    ['nothing', {}, { type: 'none' }],
    ['the token as password of a default user', { oauthTokenString: 't' }, { type: 'basic', username: 'git', password: 't' }],
    ['the token as bearer', { oauthTokenString: 't', tokenScheme: 'bearer', key: 'x' }, { type: 'bearer', token: 't' }],
    ['an SSH key', { httpUrl: 'ssh://git@git.example.com', privateKey: KEY }, { type: 'ssh', privateKey: KEY, knownHosts: undefined }],
  ])('sends %s when the connection says so', async (_name, wanted, credential) => {
    const { lookups, client, publisher } = await repositoriesOn((await open()).queries)
    const { oauthTokenId } = await client(wanted)
    const host = hostWith({ [`${wanted.httpUrl ?? 'https://git.example.com'}/a/b.git`]: REFS })
    await lookups.locate(publisher, { oauthTokenId, identifier: 'a/b' }, host)
    expect(host.asked).toMatchObject([{ credential }])
  })

  it("explains why it could not be read, with the host's message", async () => {
    const { lookups, client, publisher } = await repositoriesOn((await open()).queries)
    const { oauthTokenId } = await client()
    const host = hostWith({ 'https://git.example.com/a/b.git': 'authentication' })
    const error: unknown = await lookups.locate(publisher, { oauthTokenId, identifier: 'a/b' }, host).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Invalid)
    expect((error as Invalid).problems).toEqual([
      {
        detail: 'Repository a/b could not be read at https://git.example.com: the host said authentication',
        pointer: '/data/attributes/vcs-repo/identifier',
      },
    ])
  })

  it('waits once, and not long, for a host that does not answer', async () => {
    const { lookups, client, publisher } = await repositoriesOn((await open()).queries)
    const { oauthTokenId } = await client()
    const host = hostWith({}, 'timeout')
    await expect(lookups.locate(publisher, { oauthTokenId, identifier: 'a/b' }, host)).rejects.toThrow('the host said timeout')
    expect(host.asked).toHaveLength(1)
    expect(host.patience).toEqual([15_000])
  })

  it('does not call the host for an invalid identifier, nor for users who may not publish', async () => {
    const { lookups, client, publisher, member, vcsAdmin, stranger } = await repositoriesOn((await open()).queries)
    const { oauthTokenId } = await client()
    const host = hostWith({}, 'timeout')
    await expect(lookups.locate(publisher, { oauthTokenId, identifier: '../b' }, host)).rejects.toThrow(Invalid)
    for (const subject of [member, vcsAdmin, stranger]) {
      await expect(lookups.locate(subject, { oauthTokenId, identifier: 'a/b' }, host)).rejects.toThrow(NotFound)
    }
    await expect(lookups.locate(publisher, { oauthTokenId: newId('oauth-token'), identifier: 'a/b' }, host)).rejects.toThrow(NotFound)
    expect(host.asked).toEqual([])
  })

  it('pins the host keys of the first contact, and only those', async () => {
    const { remotes, lookups, client, connected, publisher } = await repositoriesOn((await open()).queries)
    const { oauthTokenId } = await client({ httpUrl: 'ssh://git@git.example.com', privateKey: KEY })
    const host = hostWith({ 'ssh://git@git.example.com/a/b.git': { ...REFS, knownHosts: 'first key' } })
    await lookups.locate(publisher, { oauthTokenId, identifier: 'a/b' }, host)
    await lookups.locate(publisher, { oauthTokenId, identifier: 'a/b' }, host)
    expect(host.asked[1]).toMatchObject({ credential: { type: 'ssh', knownHosts: 'first key' } })
    const id = await connected(oauthTokenId)
    await remotes.pinKnownHosts(id, 'second key')
    await lookups.locate(publisher, { oauthTokenId, identifier: 'a/b' }, host)
    expect(host.asked[2]).toMatchObject({ credential: { type: 'ssh', knownHosts: 'first key' } })
  })
})

describeOnEveryDatabase('a connected repository', (open) => {
  it('exists once, however often it is connected, and has the URL for git', async () => {
    const { remotes, client, connected, organizationId } = await repositoriesOn((await open()).queries)
    const { oauthTokenId } = await client({ oauthTokenString: 'secret' })
    const id = await connected(oauthTokenId)
    expect(await connected(oauthTokenId)).toBe(id)
    expect(await connected(oauthTokenId, 'group/other')).not.toBe(id)
    expect(await remotes.of(id)).toEqual({
      url: 'https://git.example.com/group/terraform-aws-vpc.git',
      credential: { type: 'basic', username: 'git', password: 'secret' },
      organization: organizationId,
      family: 'git',
    })
  })

  it('is due when its time has come, the longest overdue first', async () => {
    const { syncs, client, connected, clock } = await repositoriesOn((await open()).queries)
    const { oauthTokenId } = await client()
    const one = await connected(oauthTokenId, 'one')
    clock.time = NOW + 10
    const two = await connected(oauthTokenId, 'two')
    const due = async (now: number, limit = 10) => (await syncs.due(now, limit)).map((repository) => repository.id)
    expect(await due(NOW + 9)).toEqual([one])
    expect(await due(NOW + 10)).toEqual([one, two])
    expect(await due(NOW + 10, 1)).toEqual([one])
    await syncs.record(one, { digest: 'd', at: NOW + 10, next: NOW + 1000 })
    expect(await due(NOW + 999)).toEqual([two])
  })

  it('counts failures with the last reason, and resets them on success', async () => {
    const { repositories, syncs, client, connected } = await repositoriesOn((await open()).queries)
    const id = await connected((await client()).oauthTokenId)
    await syncs.record(id, { digest: 'd', at: NOW, next: NOW + 1 })
    await syncs.recordFailure(id, 'host is down', NOW + 10)
    await syncs.recordFailure(id, 'x'.repeat(5000), NOW + 20)
    expect(await repositories.read(id)).toMatchObject({ failCount: 2, lastError: 'x'.repeat(2000), refsDigest: 'd', nextSyncAt: NOW + 20 })
    await syncs.record(id, { digest: 'e', at: NOW + 30, next: NOW + 40 })
    expect(await repositories.read(id)).toMatchObject({ failCount: 0, lastError: null, refsDigest: 'e', lastSyncedAt: NOW + 30 })
  })

  it('is synced again when another module is published from it, even during a sync', async () => {
    const { repositories, syncs, client, connected } = await repositoriesOn((await open()).queries)
    const { oauthTokenId } = await client()
    const id = await connected(oauthTokenId)
    await syncs.record(id, { digest: 'd', at: NOW, next: NOW + 1000 })
    await connected(oauthTokenId)
    expect(await repositories.read(id)).toMatchObject({ refsDigest: null, nextSyncAt: NOW })
    const { nextSyncAt } = await repositories.read(id)
    await connected(oauthTokenId)
    expect(await syncs.record(id, { digest: 'd', at: NOW, next: NOW + 1000, seenNextSyncAt: nextSyncAt })).toBe(false)
    expect((await syncs.due(NOW, 1)).map((each) => each.id)).toEqual([id])
    const seen = (await repositories.read(id)).nextSyncAt
    expect(await syncs.record(id, { digest: 'd', at: NOW, next: NOW + 1000, seenNextSyncAt: seen })).toBe(true)
  })

  it('that failed is retried soon after its credential changes', async () => {
    const { syncs, clients, tokens, client, connected, vcsAdmin } = await repositoriesOn((await open()).queries)
    const { clientId, oauthTokenId } = await client()
    const failing = await connected(oauthTokenId, 'failing')
    const working = await connected(oauthTokenId, 'working')
    await syncs.record(working, { digest: 'd', at: NOW, next: NOW + 1000 })
    await syncs.recordFailure(failing, 'authentication', NOW + 1000)
    await clients.update(vcsAdmin, clientId, { oauthTokenString: 'new' })
    expect((await syncs.due(NOW, 10)).map((each) => each.id)).toEqual([failing])
    await syncs.recordFailure(failing, 'authentication', NOW + 1000)
    await tokens.update(vcsAdmin, oauthTokenId, { sshKey: KEY })
    expect(await syncs.due(NOW, 10)).toHaveLength(1)
  })

  it('says where modules come from', async () => {
    const { repositories, client, connected } = await repositoriesOn((await open()).queries)
    const { oauthTokenId } = await client({ httpUrl: 'https://git.example.com/' })
    const id = await connected(oauthTokenId)
    expect((await repositories.describe([id, newId('vcs-repository')])).get(id)).toMatchObject({
      identifier: 'group/terraform-aws-vpc',
      serviceProvider: 'git',
      serviceProviderName: 'Git',
      httpUrl: 'https://git.example.com/',
      repositoryHttpUrl: 'https://git.example.com/group/terraform-aws-vpc',
      oauthTokenId,
      failCount: 0,
    })
    expect((await repositories.describe([])).size).toBe(0)
  })

  it('ends with its connection, or when its last module is gone', async () => {
    const { queries } = await open()
    const { repositories, remotes, clients, client, connected, vcsAdmin } = await repositoriesOn(queries)
    const { clientId, oauthTokenId } = await client()
    const one = await connected(oauthTokenId, 'one')
    const two = await connected(oauthTokenId, 'two')
    await queries.transaction().execute((transaction) => repositories.disconnect(transaction, one))
    await expect(repositories.read(one)).rejects.toThrow(NotFound)
    await clients.delete(vcsAdmin, clientId)
    await expect(remotes.of(two)).rejects.toThrow(NotFound)
  })
})
