// Wires what requests and jobs both use: git, archives, repositories, and the way to change modules.
import { type ArchiveRecords, type Archivist, createArchivist, createFileStore } from '../archivist/index.ts'
import { AuditedChanges, type AuditTrail } from '../audit-trail/index.ts'
import type { Database } from '../database/index.ts'
import { ImportLedger } from '../import-ledger/index.ts'
import { createIngressRequests } from '../ingress/index.ts'
import type { Clock } from '../kernel/index.ts'
import type { OrganizationRenaming, Organizations } from '../organizations/index.ts'
import { PlaceholderDirectory } from '../placeholders/index.ts'
import { createGit, type Git } from '../platform/git/index.ts'
import { createHttpClient } from '../platform/http-client/index.ts'
import { createAddressPolicy, createOutgoingProxies, type Network } from '../platform/network/index.ts'
import { createSecretBox, type Keyring, type SecretBox } from '../platform/secrets/index.ts'
import { ArchiveRecordRows, Catalogue, ModuleChanges, namespaceRenaming, VersionConsumers } from '../registry-modules/index.ts'
import {
  type IngressRequests,
  RepositoryLookups,
  RepositoryRemotes,
  RepositorySyncs,
  type VcsParts,
  VcsRepositories,
} from '../vcs/index.ts'
import { readAuthorities } from './config/index.ts'
import type { Installation } from './installation.ts'
import type { Metering } from './metrics/metering.ts'
import type { Tuning } from './tuning.ts'

export interface Shared {
  database: Database
  clock: Clock
  auditedChanges: AuditedChanges
  organizations: Organizations
  agentPools: PlaceholderDirectory
  git: Git
  archivist: Archivist
  archiveRecords: ArchiveRecords
  vcs: VcsParts
  /** what modules come from: for people, and what of it the system uses */
  repositories: VcsRepositories
  lookups: RepositoryLookups
  remotes: RepositoryRemotes
  syncs: RepositorySyncs
  /** how requests ask for imports */
  ingress: IngressRequests
  ledger: ImportLedger
  catalogue: Catalogue
  /** how everything changes a module */
  changes: ModuleChanges
  /** what a change of an organization means for its modules */
  renaming: OrganizationRenaming
  consumers: VersionConsumers
  /** what the server may call */
  network: Network
  /** certificates (PEM) of private authorities */
  authorities: string | undefined
}

export interface SharedParts {
  clock: Clock
  trail: AuditTrail
  organizations: Organizations
  /** of this process alone */
  scratchDirectory: string
  tuning: Pick<Tuning, 'gitLimits'>
  metering: Pick<Metering, 'git' | 'http'>
  /** tells this process's job runner that there is work */
  wake(): void
}

export function wireShared(installation: Installation, parts: SharedParts): Shared {
  const { config, database } = installation
  const { clock, trail, organizations, scratchDirectory, tuning, metering, wake } = parts
  const authorities = readAuthorities(config)
  const auditedChanges = new AuditedChanges({ queries: database.queries, trail })
  const vcs = vcsParts(installation, { clock, changes: auditedChanges, authorities, metering })
  const ingress = createIngressRequests({ clock, wake })
  const consumers = new VersionConsumers({ database, clock })
  const repositories = wireRepositories(vcs)
  const catalogue = new Catalogue({ database, clock, consumers, ...repositories })
  const changes = new ModuleChanges({ database, clock, ingress, catalogue, trail, quotas: config.quotas })
  const archiveRecords = new ArchiveRecordRows(database.queries)
  return {
    database,
    clock,
    auditedChanges,
    organizations,
    agentPools: new PlaceholderDirectory({ queries: database.queries }),
    git: metering.git(
      createGit({
        scratchDirectory,
        allowFile: config.vcs.allowFileRemotes,
        ...networkOf(installation),
        urlOverrides: config.vcs.urlOverrides,
        authorities,
        limits: tuning.gitLimits ?? {},
      }),
    ),
    archivist: wireArchivist(installation, clock, archiveRecords),
    archiveRecords,
    vcs,
    ...repositories,
    ingress,
    ledger: new ImportLedger({ queries: database.queries, clock }),
    catalogue,
    changes,
    renaming: namespaceRenaming(changes),
    consumers,
    network: networkOf(installation),
    authorities,
  }
}

function wireRepositories(vcs: VcsParts): Pick<Shared, 'repositories' | 'lookups' | 'remotes' | 'syncs'> {
  const remotes = new RepositoryRemotes(vcs)
  const lookups = new RepositoryLookups({ ...vcs, remotes })
  return { repositories: new VcsRepositories(vcs), lookups, remotes, syncs: new RepositorySyncs(vcs) }
}

function wireArchivist({ config, keyring, logger }: Installation, clock: Clock, records: ArchiveRecords): Archivist {
  return createArchivist({
    store: createFileStore(config.storage.directory),
    records,
    logger,
    signingKeys: [keyring.key('object-urls'), ...keyring.formerKeys('object-urls')],
    publicUrl: config.publicUrl,
    clock,
  })
}

function vcsParts(
  installation: Installation,
  parts: Pick<VcsParts, 'clock' | 'changes'> & Pick<SharedParts, 'metering'> & { authorities: string | undefined },
): VcsParts {
  const { clock, changes, authorities, metering } = parts
  const { config, database, keyring } = installation
  const { allowFileRemotes, urlOverrides } = config.vcs
  return {
    queries: database.queries,
    clock,
    changes,
    secretBox: credentialBox(keyring),
    configuration: { allowFileRemotes },
    http: metering.http(createHttpClient({ ...networkOf(installation), urlOverrides, authorities })),
    publicUrl: config.publicUrl,
  }
}

/** What the server may call, and how. */
export function networkOf({ config }: Pick<Installation, 'config'>): Network {
  return {
    addresses: createAddressPolicy({ allowPrivate: config.vcs.allowPrivateAddresses }),
    proxies: createOutgoingProxies(config.proxies),
  }
}

/** Seals the credentials of git hosts. */
export function credentialBox(keyring: Keyring): SecretBox {
  return createSecretBox(keyring.key('credentials'), keyring.formerKeys('credentials'))
}
