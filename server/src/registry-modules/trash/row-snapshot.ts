// Snapshots of the first format, which hold database rows. Reads only what a restore needs; absent columns have defaults.
import { camelCased } from '../../database/index.ts'
import { parseDeprecation, parseRevocation } from '../registry-module/version-lifecycle.ts'
import type { DownloadDay, FormerRepository, SavedModule, SavedSettings, SavedTag, SavedVersion, Snapshot } from './snapshot.ts'

type Row = Readonly<Record<string, unknown>>

interface RowSnapshot {
  scope: 'module' | 'version'
  module?: Row
  repository?: FormerRepository | null
  versions: Row[]
  tags: Row[]
  downloads?: DownloadDay[]
  settings?: { tagBindings: Row[]; noCodeModules: Row[]; variableOptions: Row[] }
  revision?: number
}

/** @param read the content of a snapshot without a format number */
export function readRowSnapshot(read: object): Snapshot {
  const { scope, module = {}, repository = null, downloads = [], settings, revision = 0, ...rest } = read as RowSnapshot
  const versions = rest.versions.map(versionOf)
  const tags = rest.tags.map(tagOf)
  if (scope === 'version') return { scope, versions, tags }
  return { scope, module: moduleOf(module), repository, versions, tags, downloads, settings: settingsOf(settings), revision }
}

/** @returns the named members of the row; null for absent columns */
function members<Member extends string>(row: Row, names: readonly Member[]): Record<Member, unknown> {
  const columns: Row = camelCased(row)
  return Object.fromEntries(names.map((name) => [name, columns[name] ?? null])) as Record<Member, unknown>
}

const PLACE = ['id', 'registryName', 'namespace', 'name', 'provider', 'publishingMechanism', 'displayIdentifier', 'branch'] as const
const SETTINGS = ['initialVersion', 'tagPrefix', 'sourceDirectory', 'testConfig', 'description', 'createdAt'] as const

function moduleOf(row: Row): SavedModule {
  const flags = { noCode: row['no_code'] === 1, ingressSubmodules: row['ingress_submodules'] === 1 }
  return { ...members(row, [...PLACE, ...SETTINGS]), ...flags } as SavedModule
}

const SOURCE = ['id', 'version', 'status', 'source', 'tag', 'tagMessage', 'branch', 'commitSha', 'error', 'errorFile', 'errorLine'] as const
const ARCHIVE = ['archiveKey', 'archiveSha256', 'archiveSize', 'uploadSha256', 'inspectionKey'] as const
const TIMES = ['publishedAt', 'createdAt', 'updatedAt'] as const

function versionOf(row: Row): SavedVersion {
  const stored = members(row, ['deprecation', 'revocation'])
  return {
    ...members(row, [...SOURCE, ...ARCHIVE, ...TIMES]),
    downloads: row['downloads'] ?? 0,
    deprecation: parseDeprecation(stored.deprecation as string | null),
    revocation: parseRevocation(stored.revocation as string | null),
  } as SavedVersion
}

const DECISION = ['tag', 'commitSha', 'importedCommitSha', 'decision', 'reason', 'version'] as const

function tagOf(row: Row): SavedTag {
  return members(row, [...DECISION, 'firstSeenAt', 'lastSeenAt', 'goneAt']) as unknown as SavedTag
}

function settingsOf(rows: RowSnapshot['settings']): SavedSettings {
  const tagBindings = (rows?.tagBindings ?? []).map((row) => members(row, ['id', 'key', 'value', 'position']))
  const noCode = rows?.noCodeModules[0]
  const variableOptions = (rows?.variableOptions ?? []).map((row) => ({
    ...members(row, ['id', 'variableName', 'variableType', 'position']),
    options: JSON.parse(String(row['options'])) as string[],
  }))
  const read = noCode && { ...members(noCode, ['id', 'versionPin', 'createdAt', 'updatedAt']), enabled: noCode['enabled'] === 1 }
  return { tagBindings, noCode: read === undefined ? null : { ...read, variableOptions } } as SavedSettings
}
