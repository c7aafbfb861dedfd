// Updates everything derived from a module's versions, in the transaction that changes one of them.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import { appendEvents, type LedgerTables } from '../../import-ledger/index.ts'
import type { RegistryModuleId } from '../../kernel/index.ts'
import { saveDocument } from '../registry-module/document-rows.ts'
import { moduleById, updateModule } from '../registry-module/module-rows.ts'
import { firstOfEachPrecedence, latestOf, moduleStatus, renderVersions, totalsOf } from '../registry-module/publication-state.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import { revocationPolicy } from '../registry-module/revocation-policy.ts'
import { versionStatesOf } from '../registry-module/version-rows.ts'
import { saveTotals } from './module-total-rows.ts'

type Tables = Kysely<
  LedgerTables &
    Pick<
      Schema,
      | 'organizations'
      | 'registry_modules'
      | 'registry_module_versions'
      | 'registry_module_documents'
      | 'registry_module_totals'
      | 'registry_module_downloads'
    >
>

/** Call it after every change to the versions of a locked module. */
export async function refreshModule(db: Tables, id: RegistryModuleId): Promise<RegistryModule | undefined> {
  const module = await moduleById(db, id)
  if (module === undefined) return undefined
  const versions = await versionStatesOf(db, id)
  const published = firstOfEachPrecedence(versions.filter((version) => version.status === 'ok'))
  const standing = published.filter((version) => version.revocation === null)
  const revokedToo = standing.length < published.length && (await revocationPolicy(db, module.organizationId)).listed
  const listed = revokedToo ? published : standing
  const changes = { status: moduleStatus(module, versions), latestVersion: latestOf(standing) ?? latestOf(listed) }
  await updateModule(db, id, changes)
  await saveDocument(db, id, renderVersions(module, listed))
  await saveTotals(db, id, totalsOf(versions, changes.latestVersion))
  if (changes.status !== module.status) {
    const step = { kind: 'module', status: changes.status, detail: { before: module.status }, startedAt: module.updatedAt } as const
    await appendEvents(db, [{ ...step, moduleId: id, organizationId: module.organizationId }], module.updatedAt)
  }
  return { ...module, ...changes }
}
