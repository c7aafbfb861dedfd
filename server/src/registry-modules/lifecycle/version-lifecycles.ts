// Deprecating and revoking published versions, and taking it back.
import type { Kysely } from 'kysely'
import type { AuditTrail } from '../../audit-trail/index.ts'
import type { Database, Schema } from '../../database/index.ts'
import { type Clock, Invalid, NotFound, type Problem } from '../../kernel/index.ts'
import { authorize, type Subject } from '../../permissions/index.ts'
import { auditedVersion } from '../registry-module/audited.ts'
import { lockModule } from '../registry-module/module-rows.ts'
import type { CatalogueChanges } from '../registry-module/ports.ts'
import { refreshModule } from '../registry-module/publication-state.ts'
import { addressOf, type RegistryModule } from '../registry-module/registry-module.ts'
import type { RegistryModuleVersion } from '../registry-module/registry-module-version.ts'
import type { Deprecation, Revocation } from '../registry-module/version-lifecycle.ts'
import { setLifecycle, versionByNumber } from '../registry-module/version-rows.ts'

export interface VersionLifecyclesParts {
  database: Database
  clock: Clock
  catalogue: CatalogueChanges
  trail: Pick<AuditTrail, 'record'>
}

/** null takes it back. */
export type LifecycleChange = { deprecation: Deprecation | null } | { revocation: Revocation | null }

const ATTRIBUTES = '/data/attributes'
const LONGEST_TEXT = 2000

export class VersionLifecycles {
  readonly #parts: VersionLifecyclesParts

  constructor(parts: VersionLifecyclesParts) {
    this.#parts = parts
  }

  /**
   * A revoked version stays deprecated: it is revoked after it was deprecated, and taking back the revocation leaves that.
   * @throws Invalid for a step that cannot be taken from where the version is, or texts that break a rule; NotFound
   */
  async change(subject: Subject, module: RegistryModule, number: string, change: LifecycleChange): Promise<RegistryModuleVersion> {
    const { database, clock, catalogue, trail } = this.#parts
    authorize(subject, 'manage-modules', module.organization_id, `module ${addressOf(module)}`)
    const missing = new NotFound(`version ${number} of ${addressOf(module)} not found`)
    if (module.registry_name === 'public') throw missing
    const now = clock.now()
    const changed = await database.queries.transaction().execute(async (tx: Kysely<Schema>) => {
      if (!(await lockModule(tx, module.id, now))) throw missing
      const version = await versionByNumber(tx, module.id, number)
      if (version === undefined) throw missing
      const problems = [...stepProblems(version, change), ...(await textProblems(tx, version, change))]
      if (problems.length > 0) throw new Invalid(problems)
      const columns = 'deprecation' in change ? { deprecation: columnOf(change.deprecation) } : { revocation: columnOf(change.revocation) }
      await setLifecycle(tx, version.id, { ...columns, updated_at: now })
      await refreshModule(tx, module.id)
      await trail.record(tx, { subject, action: actionOf(change), ...auditedVersion(module, version, { ...change }) })
      return { ...version, ...columns, updated_at: now }
    })
    catalogue.moduleChanged(module.id)
    return changed
  }
}

/** For the audit trail. */
function actionOf(change: LifecycleChange): string {
  if ('deprecation' in change) return change.deprecation === null ? 'undeprecate' : 'deprecate'
  return change.revocation === null ? 'unrevoke' : 'revoke'
}

function columnOf(value: Deprecation | Revocation | null): string | null {
  return value === null ? null : JSON.stringify(value)
}

function stepProblems(version: RegistryModuleVersion, change: LifecycleChange): Problem[] {
  if (version.status !== 'ok') return [{ detail: `Version ${version.version} is not published yet` }]
  if ('deprecation' in change) {
    const stillRevoked = change.deprecation === null && version.revocation !== null
    return stillRevoked
      ? [{ detail: `Version ${version.version} is revoked: take that back first`, pointer: `${ATTRIBUTES}/deprecation` }]
      : []
  }
  return change.revocation !== null && version.deprecation === null
    ? [{ detail: `Version ${version.version} must be deprecated before it can be revoked`, pointer: `${ATTRIBUTES}/revocation` }]
    : []
}

async function textProblems(tx: Kysely<Schema>, version: RegistryModuleVersion, change: LifecycleChange): Promise<Problem[]> {
  const [member, value] = 'deprecation' in change ? ['deprecation', change.deprecation] : ['revocation', change.revocation]
  if (value === null) return []
  const problems: Problem[] = []
  for (const [name, text] of Object.entries(value)) {
    if (text.length > LONGEST_TEXT) {
      problems.push({ detail: `${name} is too long (maximum is ${LONGEST_TEXT} characters)`, pointer: `${ATTRIBUTES}/${member}/${name}` })
    }
  }
  if (value.link !== '' && !/^https?:\/\/[^\s]+$/i.test(value.link)) {
    problems.push({ detail: 'Link must be an address that begins with http:// or https://', pointer: `${ATTRIBUTES}/${member}/link` })
  }
  if ('replacement' in value && value.replacement !== '' && !(await isReplacement(tx, version, value.replacement))) {
    const detail = 'Replacement must be another published version that is not revoked'
    problems.push({ detail, pointer: `${ATTRIBUTES}/${member}/replacement` })
  }
  return problems
}

async function isReplacement(tx: Kysely<Schema>, version: RegistryModuleVersion, replacement: string): Promise<boolean> {
  const found = await versionByNumber(tx, version.registry_module_id, replacement)
  return found !== undefined && found.id !== version.id && found.status === 'ok' && found.revocation === null
}
