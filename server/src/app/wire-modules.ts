// VCS connections, modules, their archives and imports, put together.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Archivist, createArchivist, createFileStore } from '../archivist/index.ts'
import { type AuditTrail, retentionJob } from '../audit-trail/index.ts'
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
import { createJobRunner, type JobRunner, type RecurringJob } from '../platform/jobs/index.ts'
import type { Clock } from '../platform/kernel/index.ts'
import { createAddressPolicy } from '../platform/network/index.ts'
import {
  Catalogue,
  DeletedModules,
  DownloadCounts,
  ModuleDeletions,
  ModuleUpdates,
  ModuleViews,
  ModuleWebhooks,
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
import { VcsRepositories, webhookJobs } from '../vcs/index.ts'
import type { Installation } from './installation.ts'
import { type Connections, vcsDependencies, wireConnections } from './wire-vcs.ts'

export interface Modules extends Connections {
  archivist: Archivist
  catalogue: Catalogue
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
  moduleWebhooks: ModuleWebhooks
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
  const vcs = vcsDependencies(installation, { clock, trail })
  const repositories = new VcsRepositories(vcs)
  const catalogue = new Catalogue({ database, clock })
  const imports = new VersionImports({ database, clock, catalogue, trail })
  const { sandbox, jobs } = wireImports(installation, { clock, git, archivist, repositories, imports, tuning })
  const ingress = createIngressRequests({ clock, wake: () => runner.wake() })
  const deletedModules = new DeletedModules({ database, clock, organizations, repositories, ingress, catalogue, trail })
  const upkeep = [purgeJob(deletedModules), retentionJob({ trail, clock, retentionDays: config.auditRetentionDays })]
  const webhooks = webhookJobs(vcs)
  const runner: JobRunner = createJobRunner({
    database,
    clock,
    logger,
    handlers: [...jobs.handlers, ...webhooks.handlers, ...upkeep.map(({ handler }) => handler)],
    concurrency: JOBS_AT_ONCE,
    ...(tuning.leaseMs === undefined ? {} : { leaseMs: tuning.leaseMs }),
  })
  const agentPools = new AgentPoolRows(database.queries)
  const modules = new RegistryModules({ database, clock, organizations, ingress, catalogue, trail })
  const views = new ModuleViews({ database, repositories, organizations })
  const connections = wireConnections(vcs, { organizations, syncs: ingress })
  return {
    archivist,
    catalogue,
    ...connections,
    moduleWebhooks: new ModuleWebhooks({ database, modules, webhooks: connections.webhooks, trail }),
    modules,
    updates: new ModuleUpdates({ database, clock, modules, repositories, git, ingress, catalogue, agentPools, trail }),
    publishing: new Publishing({ database, clock, organizations, repositories, git, ingress, agentPools, trail }),
    noCode: new NoCodeModules({ database, clock, organizations, catalogue, trail }),
    browsing: new RepositoryBrowsing({ organizations, repositories, git }),
    newVersions: new NewVersions({ database, clock, ingress, catalogue, trail }),
    unconnected: new UnconnectedModules({ database, clock, organizations, trail }),
    deletions: new ModuleDeletions({ database, clock, organizations, repositories, catalogue, trail }),
    deletedModules,
    downloads: new DownloadCounts({ database, clock }),
    lifecycles: new VersionLifecycles({ database, clock, catalogue, trail }),
    uploads: new VersionUploads({ database, clock, ingress, archivist, catalogue, trail }),
    views,
    reading: new RegistryReading({ database, views }),
    git,
    sandbox,
    runner,
    recurring: [...jobs.recurring, ...webhooks.recurring, ...upkeep.map(({ recurring }) => recurring)],
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

/** For what is only needed while a job runs; emptied when the server starts, since nobody else has its data directory. */
function scratchDirectoryOf({ dataDirectory }: Installation['config']): string {
  return join(dataDirectory, 'scratch')
}
