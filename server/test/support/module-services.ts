// The services of modules on a separate database: no HTTP, no jobs, no git. The test provides the result of an import.
import { createHash, randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createArchivist, createFileStore, moduleKey } from '../../src/archivist/index.ts'
import type { AuditEntry } from '../../src/audit-trail/index.ts'
import type { Database } from '../../src/database/index.ts'
import { newId, type RegistryModuleId, type RegistryModuleVersionId } from '../../src/kernel/index.ts'
import type { Subject } from '../../src/permissions/index.ts'
import { createLogger } from '../../src/platform/observability/index.ts'
import {
  Catalogue,
  DeletedModules,
  DownloadCounts,
  type ImportedPackage,
  ImportedPackages,
  ImportOutcomes,
  type ImportTask,
  ImportTasks,
  ModuleChanges,
  ModuleDeletions,
  NewVersions,
  NoCodeModules,
  RegistryModules,
  UnconnectedModules,
  VersionConsumers,
  VersionLifecycles,
  VersionUploads,
} from '../../src/registry-modules/index.ts'
import { versionById } from '../../src/registry-modules/registry-module/version-rows.ts'
import { RepositorySyncs } from '../../src/vcs/index.ts'
import { memoryRecords } from './archive-records.ts'
import { changesOn, organizationsOn } from './identity-ports.ts'
import { createManualClock } from './jobs.ts'

const PUBLIC_URL = 'https://registry.example.com'

/** Repositories of modules that have none. */
const repositories = {
  disconnect: async () => undefined,
  reconnect: async () => null,
  read: async () => {
    throw new Error('no module here has a repository')
  },
}

/** An organization `acme`, its owner, and the services of modules. */
export async function moduleServices(database: Database) {
  const clock = createManualClock()
  const recorded: AuditEntry[] = []
  const trail = { record: async (_transaction: unknown, entry: AuditEntry) => void recorded.push(entry) }
  const requested: string[] = []
  const ingress = {
    request: async (_transaction: unknown, id: string) => void requested.push(id),
    requestUpload: async (_transaction: unknown, id: string) => void requested.push(id),
    wake: () => undefined,
  }
  const organizations = organizationsOn(database.queries, clock)
  const founder: Subject = { kind: 'user', userId: newId('user'), siteAdmin: false, roles: [] }
  const organization = await organizations.create(founder, { name: 'acme', email: 'a@b.c' })
  const access = { 'manage-modules': true, 'manage-vcs-settings': true, 'manage-membership': true, 'manage-teams': true }
  const owner: Subject = { ...founder, roles: [{ organizationId: organization.id, owner: true, access }] }
  // Only creates URLs: nothing is stored.
  const store = createFileStore(join(tmpdir(), 'terrace-nothing'))
  const archivist = createArchivist({
    store,
    records: memoryRecords(),
    logger: createLogger('silent'),
    signingKeys: [randomBytes(32)],
    publicUrl: PUBLIC_URL,
    clock,
  })
  const consumers = new VersionConsumers({ database, clock })
  const catalogue = new Catalogue({ database, clock, consumers, repositories: { describe: async () => new Map() } })
  const changes = new ModuleChanges({ database, clock, trail, ingress, catalogue })
  const syncs = new RepositorySyncs({ queries: database.queries, clock })
  const auditedChanges = changesOn(database.queries, [], recorded).changes
  const parts = { database, clock, changes, auditedChanges, organizations, archivist, repositories, syncs }
  const services = {
    catalogue,
    tasks: new ImportTasks(parts),
    outcomes: new ImportOutcomes(parts),
    packages: new ImportedPackages({ queries: database.queries }),
    uploads: new VersionUploads(parts),
    modules: new RegistryModules(parts),
    newVersions: new NewVersions(parts),
    lifecycles: new VersionLifecycles(parts),
    deletions: new ModuleDeletions(parts),
    deletedModules: new DeletedModules(parts),
    unconnected: new UnconnectedModules(parts),
    noCode: new NoCodeModules(parts),
    downloads: new DownloadCounts({ ...parts, consumers }),
  }
  return {
    database,
    clock,
    recorded,
    requested,
    organizations,
    organization,
    owner,
    changes,
    ...services,
    ...shortcutsOf(database, owner, services),
  }
}

export type ModuleServices = Awaited<ReturnType<typeof moduleServices>>

interface Services {
  tasks: ImportTasks
  outcomes: ImportOutcomes
  uploads: VersionUploads
  modules: RegistryModules
  newVersions: NewVersions
  unconnected: UnconnectedModules
}

function shortcutsOf(database: Database, owner: Subject, services: Services) {
  const { tasks, outcomes, uploads, modules, newVersions, unconnected } = services
  const upload = (id: RegistryModuleVersionId, content: string) =>
    uploads.received({ id, key: `uploads/${id}`, size: content.length, sha256: sha256(content) })
  const row = async (id: RegistryModuleVersionId) => {
    const found = await versionById(database.queries, id)
    if (found === undefined) throw new Error(`no version ${id}`)
    return found
  }
  const taskOf = async (id: RegistryModuleVersionId): Promise<ImportTask> => {
    const task = await tasks.uploaded(id)
    if (task === undefined) throw new Error('nothing to import')
    return task
  }
  /** As far as a worker comes before it publishes. */
  const begin = async (id: RegistryModuleVersionId): Promise<ImportTask> => {
    const task = await taskOf(id)
    if (!(await tasks.startCloning(task)) || !(await tasks.startIngress(task))) throw new Error('somebody else imports it')
    return task
  }
  const createModule = (name = 'vpc') => unconnected.create(owner, 'acme', { name, provider: 'aws' })
  const version = async (moduleId: RegistryModuleId, number: string) => {
    const module = await modules.readById(owner, moduleId)
    return await newVersions.create(owner, module, 'tfe-api', { version: number })
  }
  return {
    createModule,
    /** A new version that waits for its upload. */
    version,
    upload,
    row,
    taskOf,
    begin,
    /** A new version that was imported from an upload of this content. */
    published: async (moduleId: RegistryModuleId, number: string, content = number) => {
      const { id } = await version(moduleId, number)
      await upload(id, content)
      if (!(await outcomes.publish(await begin(id), packageOf(content)))) throw new Error('not published')
      return await row(id)
    },
  }
}

export function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex')
}

/** The result of importing an upload with this content. */
export function packageOf(content: string): ImportedPackage {
  return {
    commit: null,
    archive: { key: moduleKey(sha256(content)), sha256: sha256(content), size: content.length },
    inspection: {
      key: `upload:${sha256(content)}`,
      document: JSON.stringify({ root: { readme: `Makes ${content}.` }, diagnostics: [] }),
      format: 4,
      diagnostics: [],
    },
  }
}
