// VCS connections, modules, their archives and imports, put together.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Archivist, createArchivist, createFileStore } from '../archivist/index.ts'
import type { AuditTrail } from '../audit-trail/index.ts'
import {
  createIngressRequests,
  createSandbox,
  DEFAULT_SANDBOX_LIMITS,
  type IngressJobs,
  ingressJobs,
  RepositorySync,
  type Sandbox,
  type SandboxLimits,
  UploadIngress,
  VersionIngress,
} from '../ingress/index.ts'
import type { Organizations } from '../organizations/index.ts'
import { AgentPoolRows } from '../placeholders/index.ts'
import { createGit, type Git, type GitLimits } from '../platform/git/index.ts'
import { createHttpClient, type HttpClient } from '../platform/http-client/index.ts'
import { createJobRunner, type JobRunner, type RecurringJob } from '../platform/jobs/index.ts'
import type { Clock } from '../platform/kernel/index.ts'
import { createAddressPolicy } from '../platform/network/index.ts'
import { createSecretBox } from '../platform/secrets/index.ts'
import {
  Catalogue,
  DeletedModules,
  DownloadCounts,
  ModuleDeletions,
  ModuleUpdates,
  ModuleViews,
  NewVersions,
  NoCodeModules,
  Publishing,
  purgeJob,
  RegistryModules,
  RegistryReading,
  RepositoryBrowsing,
  UnconnectedModules,
  VersionImports,
  VersionLifecycles,
  VersionUploads,
} from '../registry-modules/index.ts'
import {
  AppDeliveries,
  Deliveries,
  GithubAppInstallations,
  GithubApps,
  githubAppJobs,
  OAuthClients,
  OAuthTokens,
  VcsAuthorizations,
  VcsRepositories,
  webhookJobs,
} from '../vcs/index.ts'
import type { Installation } from './installation.ts'

export interface Modules {
  archivist: Archivist
  catalogue: Catalogue
  clients: OAuthClients
  oauthTokens: OAuthTokens
  authorizations: VcsAuthorizations
  deliveries: Deliveries
  githubApps: GithubApps
  githubAppInstallations: GithubAppInstallations
  appDeliveries: AppDeliveries
  modules: RegistryModules
  publishing: Publishing
  newVersions: NewVersions
  unconnected: UnconnectedModules
  deletions: ModuleDeletions
  deletedModules: DeletedModules
  downloads: DownloadCounts
  lifecycles: VersionLifecycles
  uploads: VersionUploads
  updates: ModuleUpdates
  browsing: RepositoryBrowsing
  noCode: NoCodeModules
  views: ModuleViews
  reading: RegistryReading
  git: Git
  sandbox: Sandbox
  runner: JobRunner
  recurring: readonly RecurringJob[]
}

/** How many repositories are imported at the same time. Small, because answering requests comes first. */
const JOBS_AT_ONCE = 2

/** What operators cannot set; other values than the built-in ones are for tests, which cannot wait for half a minute or send gigabytes. */
export interface Tuning {
  gitLimits?: Partial<GitLimits>
  sandboxLimits?: SandboxLimits
  /** how long a job is safe from other servers when this one dies; milliseconds */
  leaseMs?: number
}

export interface ModuleParts {
  clock: Clock
  organizations: Organizations
  trail: AuditTrail
  tuning: Tuning
}

export function wireModules(installation: Installation, parts: ModuleParts): Modules {
  const { config, database, keyring, logger } = installation
  const { clock, organizations, trail, tuning } = parts
  const git = wireGit(installation, tuning.gitLimits)
  const archivist = createArchivist({
    store: createFileStore(config.storage.directory),
    signingKey: keyring.key('object-urls'),
    publicUrl: config.publicUrl,
    clock,
  })
  const vcs = {
    database: database.queries,
    clock,
    trail,
    secretBox: createSecretBox(keyring.key('credentials')),
    configuration: { allowFileRemotes: config.vcs.allowFileRemotes },
    http: wireHttp(installation),
    publicUrl: config.publicUrl,
  }
  const repositories = new VcsRepositories(vcs)
  const catalogue = new Catalogue({ database, clock })
  const imports = new VersionImports({ database, clock, catalogue })
  const { sandbox, jobs } = wireImports(installation, { clock, git, archivist, repositories, imports, tuning })
  const ingress = createIngressRequests({ clock, wake: () => runner.wake() })
  const deletedModules = new DeletedModules({ database, clock, organizations, repositories, ingress, catalogue })
  const purge = purgeJob(deletedModules)
  const webhooks = webhookJobs(vcs)
  const githubApps = githubAppJobs(vcs)
  const runner: JobRunner = createJobRunner({
    database,
    clock,
    logger,
    handlers: [...jobs.handlers, ...webhooks.handlers, ...githubApps.handlers, purge.handler],
    concurrency: JOBS_AT_ONCE,
    ...(tuning.leaseMs === undefined ? {} : { leaseMs: tuning.leaseMs }),
  })
  const deliveries = new Deliveries(vcs, ingress)
  const agentPools = new AgentPoolRows(database.queries)
  const modules = new RegistryModules({ database, clock, organizations, ingress, catalogue })
  const views = new ModuleViews({ database, repositories, organizations })
  return {
    archivist,
    catalogue,
    clients: new OAuthClients(vcs, organizations),
    oauthTokens: new OAuthTokens(vcs, organizations),
    authorizations: new VcsAuthorizations(vcs),
    deliveries,
    githubApps: new GithubApps(vcs, organizations),
    githubAppInstallations: new GithubAppInstallations(vcs),
    appDeliveries: new AppDeliveries(vcs, deliveries, ingress),
    modules,
    updates: new ModuleUpdates({ database, clock, modules, repositories, git, ingress, catalogue, agentPools }),
    publishing: new Publishing({ database, clock, organizations, repositories, git, ingress, agentPools }),
    noCode: new NoCodeModules({ database, clock, organizations, catalogue }),
    browsing: new RepositoryBrowsing({ organizations, repositories, git }),
    newVersions: new NewVersions({ database, clock, ingress, catalogue }),
    unconnected: new UnconnectedModules({ database, clock, organizations }),
    deletions: new ModuleDeletions({ database, clock, organizations, repositories, catalogue }),
    deletedModules,
    downloads: new DownloadCounts({ database, clock }),
    lifecycles: new VersionLifecycles({ database, clock, catalogue }),
    uploads: new VersionUploads({ database, clock, ingress, archivist, catalogue }),
    views,
    reading: new RegistryReading({ database, views }),
    git,
    sandbox,
    runner,
    recurring: [...jobs.recurring, ...webhooks.recurring, ...githubApps.recurring, purge.recurring],
  }
}

interface ImportParts {
  clock: Clock
  git: Git
  archivist: Archivist
  repositories: VcsRepositories
  imports: VersionImports
  tuning: Tuning
}

/** What brings versions in, behind the requests. */
function wireImports({ config, database, logger }: Installation, parts: ImportParts): { sandbox: Sandbox; jobs: IngressJobs } {
  const { clock, git, archivist, repositories, imports, tuning } = parts
  const sandbox = createSandbox(tuning.sandboxLimits ?? DEFAULT_SANDBOX_LIMITS)
  const ingress = new VersionIngress({ imports, archivist, git, sandbox, logger })
  const sync = new RepositorySync({ repositories, imports, ingress, git, clock, logger })
  const uploads = new UploadIngress({ imports, archivist, sandbox, logger, scratchDirectory: scratchDirectoryOf(config) })
  return { sandbox, jobs: ingressJobs({ database, clock, repositories, sync, uploads, imports, archivist }) }
}

export function wireGit({ config }: Pick<Installation, 'config'>, limits: Partial<GitLimits> = {}): Git {
  mkdirSync(scratchDirectoryOf(config), { recursive: true })
  return createGit({
    scratchDirectory: scratchDirectoryOf(config),
    allowFile: config.vcs.allowFileRemotes,
    addresses: createAddressPolicy({ allowPrivate: config.vcs.allowPrivateAddresses }),
    urlOverrides: config.vcs.urlOverrides,
    limits,
  })
}

function wireHttp({ config }: Installation): HttpClient {
  return createHttpClient({
    addresses: createAddressPolicy({ allowPrivate: config.vcs.allowPrivateAddresses }),
    urlOverrides: config.vcs.urlOverrides,
  })
}

/** For what is only needed while a job runs; emptied when the server starts, since nobody else has its data directory. */
function scratchDirectoryOf({ dataDirectory }: Installation['config']): string {
  return join(dataDirectory, 'scratch')
}
