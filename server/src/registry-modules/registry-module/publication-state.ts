// Brings everything that is derived from a module's versions up to date, in the transaction that changed one of them.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import { appendEvents, type LedgerTables } from '../../import-ledger/index.ts'
import type { RegistryModuleId } from '../../kernel/index.ts'
import { isPrerelease, parseVersion } from '../../terraform/index.ts'
import { saveDocument } from './document-rows.ts'
import { moduleById, updateModule } from './module-rows.ts'
import { addressOf, type ModuleAddress, type RegistryModule } from './registry-module.ts'
import { isFailed, type RegistryModuleVersion } from './registry-module-version.ts'
import { revocationPolicy } from './revocation-policy.ts'
import { deprecationOf } from './version-lifecycle.ts'
import { type VersionState, versionStatesOf } from './version-rows.ts'

type Tables = Kysely<
  LedgerTables & Pick<Schema, 'organizations' | 'registry_modules' | 'registry_module_versions' | 'registry_module_documents'>
>

/** To be called after every change to the versions of a locked module. */
export async function refreshModule(db: Tables, id: RegistryModuleId): Promise<RegistryModule | undefined> {
  const module = await moduleById(db, id)
  if (module === undefined) return undefined
  const versions = await versionStatesOf(db, id)
  const published = versions.filter((version) => version.status === 'ok')
  const standing = published.filter((version) => version.revocation === null)
  const revokedToo = standing.length < published.length && (await revocationPolicy(db, module.organization_id)).listed
  const listed = revokedToo ? published : standing
  const changes = { status: moduleStatus(module, versions), latest_version: latestOf(standing) ?? latestOf(listed) }
  await updateModule(db, id, changes)
  await saveDocument(db, id, renderVersions(module, listed))
  if (changes.status !== module.status) {
    const step = { kind: 'module', status: changes.status, detail: { before: module.status }, startedAt: module.updated_at } as const
    await appendEvents(db, [{ ...step, moduleId: id, organizationId: module.organization_id }], module.updated_at)
  }
  return { ...module, ...changes }
}

/** @returns the highest release, or the highest pre-release when there is no release; null without versions */
export function latestOf(newestFirst: readonly { version: string }[]): string | null {
  const release = newestFirst.find(({ version }) => {
    const parsed = parseVersion(version)
    return parsed !== undefined && !isPrerelease(parsed)
  })
  return (release ?? newestFirst[0])?.version ?? null
}

function moduleStatus(module: RegistryModule, versions: readonly Pick<RegistryModuleVersion, 'status'>[]): RegistryModule['status'] {
  if (versions.some((version) => version.status === 'ok')) return 'setup_complete'
  if (versions.some((version) => !isFailed(version.status))) return 'pending'
  if (versions.length > 0) return 'setup_failed'
  return module.publishing_mechanism === 'git_tag' ? 'no_version_tags' : 'pending'
}

/** The body of `GET …/versions` as the CLIs read it: exactly one module, installable versions only. */
export function renderVersions(module: ModuleAddress, listed: readonly Pick<VersionState, 'version' | 'deprecation'>[]): string {
  const versions = listed.map(({ version, deprecation }) =>
    deprecation === null ? { version } : { version, deprecation: deprecationOf({ deprecation }) },
  )
  return JSON.stringify({ modules: [{ source: addressOf(module), versions }] })
}
