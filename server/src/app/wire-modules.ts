// VCS connections, modules, their archives and imports, put together.
import { type Archivist, createArchivist, createFileStore } from '../archivist/index.ts'
import { type AuditTrail, retentionJob } from '../audit-trail/index.ts'
import type { Database } from '../database/index.ts'
import { ImportLedger, LiveEvents, ledgerRetentionJob } from '../import-ledger/index.ts'
import { createIngressRequests, type Sandbox } from '../ingress/index.ts'
import type { Clock } from '../kernel/index.ts'
import type { OrganizationRenaming, Organizations } from '../organizations/index.ts'
import { PlaceholderDirectory } from '../placeholders/index.ts'
import type { Git } from '../platform/git/index.ts'
import { createJobRunner, type JobRunner, type RecurringJob } from '../platform/jobs/index.ts'
import {
  Catalogue,
  DeletedModules,
  DownloadCounts,
  ModuleChanges,
  ModuleDeletions,
  ModuleHistory,
  ModuleUpdates,
  ModuleViews,
  ModuleWebhooks,
  NewVersions,
  NoCodeModules,
  namespaceRenaming,
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
import type { Tuning } from './tuning.ts'
import { type Discovery, wireDiscovery } from './wire-discovery.ts'
import { wireGit, wireImports } from './wire-imports.ts'
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
  /** what a change of an organization means for its modules */
  renaming: OrganizationRenaming
  git: Git
  sandbox: Sandbox
  runner: JobRunner
  recurring: readonly RecurringJob[]
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
  const ingress = createIngressRequests({ clock, wake: () => runner.wake() })
  const changes = new ModuleChanges({ database, clock, ingress, catalogue, trail })
  const imports = new VersionImports({ database, clock, changes })
  const ledger = new ImportLedger({ database: database.queries, clock })
  const { sandbox, jobs } = wireImports(installation, { clock, git, archivist, repositories, imports, ledger, tuning })
  const agentPools = new PlaceholderDirectory({ queries: database.queries })
  const shared = { database, clock, organizations, changes, repositories, git, agentPools }
  const deletedModules = new DeletedModules(shared)
  const upkeep = [
    purgeJob(deletedModules),
    retentionJob({ queries: database.queries, clock, retentionDays: config.auditRetentionDays }),
    ledgerRetentionJob({ database: database.queries, clock }),
  ]
  const webhooks = connectionJobs(vcs)
  const connections = wireConnections(vcs, { organizations, agentPools, syncs: ingress, git })
  const publishing = new Publishing(shared)
  const { listings } = connections
  const discovered = wireDiscovery(installation, { vcs, git, organizations, repositories, listings, publishing })
  const background = [jobs, webhooks, discovered.jobs]
  const runner: JobRunner = createJobRunner({
    database,
    clock,
    logger,
    handlers: [...background.flatMap(({ handlers }) => handlers), ...upkeep.map(({ handler }) => handler)],
    ...(tuning.leaseMs === undefined ? {} : { leaseMs: tuning.leaseMs }),
  })
  const services = wireServices({ ...shared, archivist })
  const live = new LiveEvents({ database: database.queries, logger, pollMs: tuning.livePollMs })
  const { modules } = services
  return {
    archivist,
    catalogue,
    downloads,
    ...connections,
    ...discovered,
    ...services,
    publishing,
    deletedModules,
    live,
    renaming: namespaceRenaming(changes),
    heartbeatMs: tuning.liveHeartbeatMs,
    history: new ModuleHistory({ modules, organizations, ledger, live }),
    moduleWebhooks: new ModuleWebhooks({ changes, modules, webhooks: connections.webhooks }),
    git,
    sandbox,
    runner,
    recurring: [...background.flatMap(({ recurring }) => recurring), ...upkeep.map(({ recurring }) => recurring)],
  }
}

interface ServiceParts {
  database: Database
  clock: Clock
  organizations: Organizations
  changes: ModuleChanges
  repositories: VcsRepositories
  git: Git
  agentPools: PlaceholderDirectory
  archivist: Archivist
}

type Services = Pick<
  Modules,
  | 'modules'
  | 'updates'
  | 'noCode'
  | 'browsing'
  | 'newVersions'
  | 'unconnected'
  | 'deletions'
  | 'lifecycles'
  | 'uploads'
  | 'views'
  | 'reading'
>

/** What requests about modules are answered by. */
function wireServices(parts: ServiceParts): Services {
  const modules = new RegistryModules(parts)
  const views = new ModuleViews(parts)
  return {
    modules,
    updates: new ModuleUpdates({ ...parts, modules }),
    noCode: new NoCodeModules(parts),
    browsing: new RepositoryBrowsing(parts),
    newVersions: new NewVersions(parts),
    unconnected: new UnconnectedModules(parts),
    deletions: new ModuleDeletions(parts),
    lifecycles: new VersionLifecycles(parts),
    uploads: new VersionUploads(parts),
    views,
    reading: new RegistryReading({ ...parts, views }),
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
