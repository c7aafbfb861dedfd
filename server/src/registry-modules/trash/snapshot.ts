// The snapshot of a deleted module or version in the trash. It is declared here and not derived from tables or entities,
// so that a later migration cannot break a restore. A changed shape needs a new format number and a reader for the old one.
import type {
  NoCodeModuleId,
  OAuthTokenId,
  RegistryModuleId,
  RegistryModuleVersionId,
  TagBindingId,
  VariableOptionId,
} from '../../kernel/index.ts'
import type { ModuleTag } from '../registry-module/module-tag.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import type { RegistryModuleVersion } from '../registry-module/registry-module-version.ts'

export interface SavedModule {
  id: RegistryModuleId
  registryName: RegistryModule['registryName']
  namespace: string
  name: string
  provider: string
  publishingMechanism: RegistryModule['publishingMechanism']
  noCode: boolean
  displayIdentifier: string | null
  branch: string | null
  initialVersion: string | null
  tagPrefix: string | null
  sourceDirectory: string | null
  ingressSubmodules: boolean
  testConfig: string | null
  description: string
  createdAt: number
}

export interface SavedVersion {
  id: RegistryModuleVersionId
  version: string
  status: RegistryModuleVersion['status']
  source: string
  tag: string | null
  /** absent in what was deleted before it was recorded */
  tagMessage?: string | null
  branch: string | null
  commitSha: string | null
  error: string | null
  errorFile: string | null
  errorLine: number | null
  archiveKey: string | null
  archiveSha256: string | null
  archiveSize: number | null
  uploadSha256: string | null
  /** absent in what was deleted before it was recorded */
  uploadSize?: number | null
  inspectionKey: string | null
  publishedAt: number | null
  deprecation: RegistryModuleVersion['deprecation']
  revocation: RegistryModuleVersion['revocation']
  downloads: number
  createdAt: number
  updatedAt: number
}

export interface SavedTag {
  tag: string
  commitSha: string
  importedCommitSha: string | null
  decision: ModuleTag['decision']
  reason: string
  version: string | null
  firstSeenAt: number
  lastSeenAt: number
  goneAt: number | null
}

/** Days since the epoch, UTC. */
export interface DownloadDay {
  day: number
  downloads: number
}

/** Settings that people attached to a module. */
export interface SavedSettings {
  tagBindings: { id: TagBindingId; key: string; value: string; position: number }[]
  noCode: SavedNoCodeModule | null
}

export interface SavedNoCodeModule {
  id: NoCodeModuleId
  enabled: boolean
  versionPin: string | null
  createdAt: number
  updatedAt: number
  variableOptions: { id: VariableOptionId; variableName: string; variableType: string; options: string[]; position: number }[]
}

/** Enough to connect the repository again. */
export interface FormerRepository {
  oauthTokenId: OAuthTokenId
  identifier: string
  cloneUrl: string
}

export interface VersionSnapshot {
  scope: 'version'
  versions: SavedVersion[]
  /** every tag of the version */
  tags: SavedTag[]
}

export interface ModuleSnapshot {
  scope: 'module'
  module: SavedModule
  repository: FormerRepository | null
  versions: SavedVersion[]
  tags: SavedTag[]
  downloads: DownloadDay[]
  settings: SavedSettings
  /** of the prepared answer; a restored module continues from it, so that caches notice the change */
  revision: number
}

export type Snapshot = VersionSnapshot | ModuleSnapshot
