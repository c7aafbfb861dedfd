// The services of modules with a connection to a git host. The test says which repositories the host has.
import { randomBytes } from 'node:crypto'
import type { Database } from '../../src/database/index.ts'
import type { OAuthTokenId } from '../../src/kernel/index.ts'
import type { Subject } from '../../src/permissions/index.ts'
import { GitFailure, type GitRemote, type RemoteRefs } from '../../src/platform/git/index.ts'
import { createSecretBox } from '../../src/platform/secrets/index.ts'
import { ModuleDeletions, ModuleUpdates, Publishing, RepositoryFindings } from '../../src/registry-modules/index.ts'
import { OAuthClients, RepositoryLookups, RepositoryRemotes, RepositorySyncs, VcsRepositories } from '../../src/vcs/index.ts'
import { agentPools, changesOn } from './identity-ports.ts'
import { moduleServices } from './module-services.ts'
import { noNetwork } from './no-network.ts'

const HOST = 'https://git.example.com'

/** A host that has the repositories in `has`, by identifier, and fails for all others. */
function fakeHost() {
  const has = new Map<string, RemoteRefs>()
  const asked: string[] = []
  return {
    has,
    asked,
    async listRefs({ url }: GitRemote): Promise<RemoteRefs> {
      const identifier = url.slice(HOST.length + 1).replace(/\.git$/, '')
      asked.push(identifier)
      const refs = has.get(identifier)
      if (refs === undefined) throw new GitFailure('not_found', 'the repository does not exist')
      return refs
    },
  }
}

const commit = (name: string) => Buffer.from(name).toString('hex').padEnd(40, '0').slice(0, 40)

/** Tags and branches, each at a commit of its own. */
export function refsOf(tags: readonly string[], branches: readonly string[] = ['main']): RemoteRefs {
  return {
    tags: tags.map((name) => ({ name, object: commit(name), commit: commit(name) })),
    branches: branches.map((name) => ({ name, commit: commit(name) })),
    digest: [...tags, ...branches].join(' '),
  }
}

/** As `moduleServices`, with a connection of the organization `acme`. */
export async function connectedServices(database: Database) {
  const services = await moduleServices(database)
  const { clock, organizations, owner, changes, modules } = services
  const vcs = {
    queries: database.queries,
    clock,
    changes: changesOn(database.queries).changes,
    organizations,
    agentPools,
    secretBox: createSecretBox(randomBytes(32)),
    configuration: { allowFileRemotes: false },
    http: noNetwork,
    publicUrl: 'https://registry.example.com',
  }
  const clients = new OAuthClients(vcs)
  const connect = async (organization: string, as: Subject = owner): Promise<OAuthTokenId> => {
    const { oauthTokenIds } = await clients.create(as, organization, { serviceProvider: 'git', httpUrl: HOST })
    const [token] = oauthTokenIds
    if (token === undefined) throw new Error('the connection has no token')
    return token
  }
  const host = fakeHost()
  const pools = new Map<string, { organizationId: typeof services.organization.id; name: string }>()
  const remotes = new RepositoryRemotes(vcs)
  const repositories = new VcsRepositories(vcs)
  const lookups = new RepositoryLookups({ ...vcs, remotes })
  const parts = {
    database,
    clock,
    changes,
    modules,
    organizations,
    repositories,
    lookups,
    remotes,
    git: host,
    agentPools: { find: async (id: string) => pools.get(id) },
  }
  return {
    ...services,
    host,
    /** agent pools that exist, by id */
    pools,
    connect,
    token: await connect('acme'),
    repositories,
    remotes,
    lookups,
    syncs: new RepositorySyncs(vcs),
    publishing: new Publishing(parts),
    updates: new ModuleUpdates(parts),
    deletions: new ModuleDeletions(parts),
    findings: new RepositoryFindings(parts),
  }
}

export type ConnectedServices = Awaited<ReturnType<typeof connectedServices>>
