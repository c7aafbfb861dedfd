// What a deletion leaves behind: the rows themselves, so that a restored module is the one that was deleted.
import type { Schema } from '../../database/index.ts'
import type { OAuthTokenId } from '../../kernel/index.ts'
import type { ModuleSettings } from './module-settings-rows.ts'

type Row = Schema['deleted_registry_modules']

/** What can be shown of a deletion without reading its snapshot. */
export type DeletedModule = Omit<Row, 'snapshot'>

export type DownloadDay = Pick<Schema['registry_module_downloads'], 'day' | 'downloads'>

/** Where the module's versions came from; enough to connect to it once more. */
export interface FormerRepository {
  oauthTokenId: OAuthTokenId
  identifier: string
  cloneUrl: string
}

/** Columns that were added to a table since the deletion are absent and get their defaults. */
export interface VersionSnapshot {
  scope: 'version'
  versions: Schema['registry_module_versions'][]
  /** all that meant the version */
  tags: Schema['registry_module_tags'][]
}

export interface ModuleSnapshot {
  scope: 'module'
  module: Schema['registry_modules']
  repository: FormerRepository | null
  versions: Schema['registry_module_versions'][]
  tags: Schema['registry_module_tags'][]
  downloads: DownloadDay[]
  settings: ModuleSettings
  /** of the prepared answer: it goes on counting, so that nobody takes the old one for the new one */
  revision: number
}

export type Snapshot = VersionSnapshot | ModuleSnapshot

/** How long something deleted can be restored; milliseconds. */
export const RESTORABLE_FOR = 30 * 24 * 3_600_000
