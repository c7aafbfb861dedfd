// VCS connections, modules, their archives and imports, put together.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Archivist, createArchivist, createFileStore } from '../archivist/index.ts'
import { type AuditTrail, retentionJob } from '../audit-trail/index.ts'
import type { Database } from '../database/index.ts'
import { ImportLedger, LiveEvents, ledgerRetentionJob } from '../import-ledger/index.ts'
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
  ModuleHistory,
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
  VersionConsumers,
  VersionImports,
  VersionLifecycles,
  VersionUploads,
} from '../registry-modules/index.ts'
import { VcsRepositories } from '../vcs/index.ts'
import type { Installation } from './installation.ts'
import { type Discovery, wireDiscovery } from './wire-discovery.ts'
import { type Connections, connectionJobs, vcsDependencies, wireConnections } from './wire-vcs.ts'

export interface Modules extends Connections, Discovery {
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
  history: ModuleHistory
  live: LiveEvents
  /** of event streams, milliseconds; the usual when undefined */
  heartbeatMs: number | undefined
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
  /** how often events are looked for while somebody watches; milliseconds */
  livePollMs?: number
  /** how often streams show that they are there, and are checked for whether they may still be; milliseconds */
  liveHeartbeatMs?: number
}

export interface ModuleParts {
  clock: Clock
  organizations: Organizations
  trail: AuditTrail
  tuning: Tuning
}

export function wireModules(installation: Installation, parts: ModuleParts): Modules {
  const { config, database, logger } = installation
  const { clock, organizations, trail, tuning } = parts
  const git = wireGit(installation, tuning.gitLimits)
  const archivist = wireArchivist(installation, clock)
  const vcs = vcsDependencies(installation, { clock, trail })
  const repositories = new VcsRepositories(vcs)
  const { catalogue, downloads } = wireDownloads({ database, clock })
  const imports = new VersionImports({ database, clock, catalogue, trail })
  const ledger = new ImportLedger({ database: database.queries, clock })
  const { sandbox, jobs } = wireImports(installation, { clock, git, archivist, repositories, imports, ledger, tuning })
  const ingress = createIngressRequests({ clock, wake: () => runner.wake() })
  const deletedModules = new DeletedModules({ database, clock, organizations, repositories, ingress, catalogue, trail })
  const upkeep = [
    purgeJob(deletedModules),
    retentionJob({ trail, clock, retentionDays: config.auditRetentionDays }),
    ledgerRetentionJob({ database: database.queries, clock }),
  ]
  const webhooks = connectionJobs(vcs)
  const agentPools = new AgentPoolRows(database.queries)
  const connections = wireConnections(vcs, { organizations, agentPools, syncs: ingress, git })
  const publishing = new Publishing({ database, clock, organizations, repositories, git, ingress, agentPools, trail })
  const { listings } = connections
  const discovered = wireDiscovery(installation, { vcs, git, organizations, repositories, listings, publishing })
  const background = [jobs, webhooks, discovered.jobs]
  const runner: JobRunner = createJobRunner({
    database,
    clock,
    logger,
    handlers: [...background.flatMap(({ handlers }) => handlers), ...upkeep.map(({ handler }) => handler)],
    concurrency: JOBS_AT_ONCE,
    ...(tuning.leaseMs === undefined ? {} : { leaseMs: tuning.leaseMs }),
  })
  const modules = new RegistryModules({ database, clock, organizations, ingress, catalogue, trail })
  const views = new ModuleViews({ database, repositories, organizations })
  const live = new LiveEvents({ database: database.queries, logger, pollMs: tuning.livePollMs })
  return {
    archivist,
    catalogue,
    ...connections,
    ...discovered,
    live,
    heartbeatMs: tuning.liveHeartbeatMs,
    history: new ModuleHistory({ modules, organizations, ledger, live }),
    moduleWebhooks: new ModuleWebhooks({ database, modules, webhooks: connections.webhooks, trail }),
    modules,
    updates: new ModuleUpdates({ database, clock, modules, repositories, git, ingress, catalogue, agentPools, trail }),
    publishing,
    noCode: new NoCodeModules({ database, clock, organizations, catalogue, trail }),
    browsing: new RepositoryBrowsing({ organizations, repositories, git }),
    newVersions: new NewVersions({ database, clock, ingress, catalogue, trail }),
    unconnected: new UnconnectedModules({ database, clock, organizations, trail }),
    deletions: new ModuleDeletions({ database, clock, organizations, repositories, catalogue, trail }),
    deletedModules,
    downloads,
    lifecycles: new VersionLifecycles({ database, clock, catalogue, trail }),
    uploads: new VersionUploads({ database, clock, ingress, archivist, catalogue, trail }),
    views,
    reading: new RegistryReading({ database, views }),
    git,
    sandbox,
    runner,
    recurring: [...background.flatMap(({ recurring }) => recurring), ...upkeep.map(({ recurring }) => recurring)],
  }
}

function wireArchivist({ config, keyring }: Installation, clock: Clock): Archivist {
  return createArchivist({
    store: createFileStore(config.storage.directory),
    signingKeys: [keyring.key('object-urls'), ...keyring.formerKeys('object-urls')],
    publicUrl: config.publicUrl,
    clock,
  })
}

/** What answers `terraform init`, and keeps count of it. */
function wireDownloads(parts: { database: Database; clock: Clock }): Pick<Modules, 'catalogue' | 'downloads'> {
  const consumers = new VersionConsumers(parts)
  return { catalogue: new Catalogue({ ...parts, consumers }), downloads: new DownloadCounts({ ...parts, consumers }) }
}

interface ImportParts {
  clock: Clock
  git: Git
  archivist: Archivist
  repositories: VcsRepositories
  imports: VersionImports
  ledger: ImportLedger
  tuning: Tuning
}

/** What brings versions in, behind the requests. */
function wireImports({ config, database, logger }: Installation, parts: ImportParts): { sandbox: Sandbox; jobs: IngressJobs } {
  const { clock, git, archivist, repositories, imports, ledger, tuning } = parts
  const sandbox = createSandbox(tuning.sandboxLimits ?? DEFAULT_SANDBOX_LIMITS)
  const ingress = new VersionIngress({ imports, archivist, git, sandbox, logger, clock })
  const sync = new RepositorySync({ repositories, imports, ingress, git, clock, logger, ledger })
  const uploads = new UploadIngress({ imports, archivist, sandbox, logger, clock, scratchDirectory: scratchDirectoryOf(config) })
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
