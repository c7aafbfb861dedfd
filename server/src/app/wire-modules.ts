// Wires the services that requests call: connections, modules, archives.
import type { Archivist } from '../archivist/index.ts'
import { Diagnoses } from '../diagnosis/index.ts'
import { Documents } from '../documents/index.ts'
import { LiveEvents } from '../import-ledger/index.ts'
import {
  BulkPublishing,
  type Catalogue,
  ConnectionModules,
  DeletedModules,
  DeletionPreviews,
  DownloadCounts,
  ModuleCandidates,
  ModuleDeletions,
  ModuleHistory,
  ModuleInspections,
  ModuleSearch,
  ModuleSummaries,
  ModuleUpdates,
  ModuleViews,
  ModuleWebhooks,
  NewVersions,
  NoCodeModules,
  Publishing,
  RegistryModules,
  RegistryReading,
  RepositoryBrowsing,
  TagImports,
  TagPreviews,
  UnconnectedModules,
  VersionCommits,
  VersionDocuments,
  VersionFiles,
  VersionLifecycles,
  VersionUploads,
} from '../registry-modules/index.ts'
import type { Installation } from './installation.ts'
import type { Tuning } from './tuning.ts'
import type { Shared } from './wire-shared.ts'
import { type Connections, wireConnections } from './wire-vcs.ts'

export interface Modules extends Connections {
  archivist: Archivist
  browsing: RepositoryBrowsing
  bulkPublishing: BulkPublishing
  candidates: ModuleCandidates
  catalogue: Catalogue
  commits: VersionCommits
  connectionModules: ConnectionModules
  deletedModules: DeletedModules
  deletionPreviews: DeletionPreviews
  deletions: ModuleDeletions
  diagnoses: Diagnoses
  documents: VersionDocuments
  downloads: DownloadCounts
  files: VersionFiles
  /** of event streams, milliseconds; the usual when undefined */
  heartbeatMs: number | undefined
  history: ModuleHistory
  inspections: ModuleInspections
  lifecycles: VersionLifecycles
  live: LiveEvents
  modules: RegistryModules
  moduleWebhooks: ModuleWebhooks
  newVersions: NewVersions
  noCode: NoCodeModules
  publishing: Publishing
  /** renders documents */
  renderer: Documents
  reading: RegistryReading
  search: ModuleSearch
  summaries: ModuleSummaries
  tagImports: TagImports
  tagPreviews: TagPreviews
  unconnected: UnconnectedModules
  updates: ModuleUpdates
  uploads: VersionUploads
  views: ModuleViews
}

export function wireModules({ database, logger, config }: Installation, shared: Shared, tuning: Tuning): Modules {
  const connections = wireConnections(shared)
  const { listings, webhooks } = connections
  const modules = new RegistryModules(shared)
  const views = new ModuleViews(shared)
  const live = new LiveEvents({
    queries: database.queries,
    logger,
    pollMs: tuning.livePollMs,
    maxPerClient: config.quotas.user.streams,
    maxPerTenant: config.quotas.organization.streams,
  })
  const publishing = new Publishing(shared)
  const files = new VersionFiles(shared)
  const renderer = new Documents({ ...shared, logger, limits: tuning.documentLimits })
  const summaries = new ModuleSummaries({ ...shared, modules })
  return {
    ...connections,
    archivist: shared.archivist,
    browsing: new RepositoryBrowsing(shared),
    bulkPublishing: new BulkPublishing({ publishing, listings, logger }),
    candidates: new ModuleCandidates({ ...shared, listings }),
    catalogue: shared.catalogue,
    commits: new VersionCommits(shared),
    connectionModules: new ConnectionModules({ ...shared, ...connections }),
    deletedModules: new DeletedModules(shared),
    deletionPreviews: new DeletionPreviews(shared),
    deletions: new ModuleDeletions(shared),
    diagnoses: new Diagnoses({ ...shared, publicUrl: config.publicUrl }),
    documents: new VersionDocuments({ ...shared, files, documents: renderer }),
    downloads: new DownloadCounts(shared),
    files,
    heartbeatMs: tuning.liveHeartbeatMs,
    history: new ModuleHistory({ ...shared, modules, live }),
    inspections: new ModuleInspections(shared),
    lifecycles: new VersionLifecycles(shared),
    live,
    modules,
    moduleWebhooks: new ModuleWebhooks({ ...shared, modules, webhooks }),
    newVersions: new NewVersions(shared),
    noCode: new NoCodeModules(shared),
    publishing,
    reading: new RegistryReading({ ...shared, views }),
    renderer,
    search: new ModuleSearch({ ...shared, modules, summaries }),
    summaries,
    tagImports: new TagImports({ ...shared, modules }),
    tagPreviews: new TagPreviews(shared),
    unconnected: new UnconnectedModules(shared),
    updates: new ModuleUpdates({ ...shared, modules }),
    uploads: new VersionUploads(shared),
    views,
  }
}
