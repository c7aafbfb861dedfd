// Deprecates and revokes published versions, and reverts either.
import type { Kysely } from 'kysely'
import type { Database, Schema } from '../../database/index.ts'
import { Invalid, NotFound, type Problem } from '../../kernel/index.ts'
import { authorize, type Subject } from '../../permissions/index.ts'
import { auditedVersion } from '../changes/audited.ts'
import type { ModuleChanges } from '../changes/module-changes.ts'
import { addressOf, type RegistryModule } from '../registry-module/registry-module.ts'
import type { RegistryModuleVersion } from '../registry-module/registry-module-version.ts'
import type { Deprecation, Revocation } from '../registry-module/version-lifecycle.ts'
import { setLifecycle, versionByNumber } from '../registry-module/version-rows.ts'
import { type LifecyclePreview, previewOf } from './lifecycle-preview.ts'

export interface VersionLifecyclesParts {
  database: Database
  changes: ModuleChanges
}

/** null reverts it. */
export type LifecycleChange = { deprecation: Deprecation | null } | { revocation: Revocation | null }

const ATTRIBUTES = '/data/attributes'
const MAX_TEXT = 2000

export class VersionLifecycles {
  readonly #parts: VersionLifecyclesParts

  constructor(parts: VersionLifecyclesParts) {
    this.#parts = parts
  }

  /**
   * Only a deprecated version can be revoked. Reverting the revocation leaves it deprecated.
   * @throws Invalid when the version's state does not allow the change, or a text breaks a rule; NotFound
   */
  async change(subject: Subject, module: RegistryModule, number: string, change: LifecycleChange): Promise<RegistryModuleVersion> {
    const missing = refuseUnmanaged(subject, module, number)
    const changed = await this.#parts.changes.change(module.id, async ({ tx, now }) => {
      const version = await versionByNumber(tx, module.id, number)
      if (version === undefined) throw missing
      const problems = [...stepProblems(version, change), ...(await textProblems(tx, version, change))]
      if (problems.length > 0) throw new Invalid(problems)
      await setLifecycle(tx, version.id, { ...change, updatedAt: now })
      const audit = { subject, action: actionOf(change), ...auditedVersion(module, version, { ...change }) }
      return { result: { ...version, ...change, updatedAt: now }, audit }
    })
    if (changed === undefined) throw missing
    return changed
  }

  /**
   * Changes nothing. A version may be revoked here that is not deprecated yet, since people do both in one go.
   * @throws Invalid when a text breaks a rule, or the version is not published; NotFound
   */
  async preview(subject: Subject, module: RegistryModule, number: string, change: LifecycleChange): Promise<LifecyclePreview> {
    const missing = refuseUnmanaged(subject, module, number)
    const { queries } = this.#parts.database
    const version = await versionByNumber(queries, module.id, number)
    if (version === undefined) throw missing
    const problems = [...unpublished(version), ...(await textProblems(queries, version, change))]
    if (problems.length > 0) throw new Invalid(problems)
    return await previewOf(queries, module, { ...version, ...change })
  }
}

/** @returns the error for a version that does not exist @throws NotFound when nobody, or not the subject, may change the module's versions */
function refuseUnmanaged(subject: Subject, module: RegistryModule, number: string): NotFound {
  authorize(subject, 'manage-modules', module.organizationId, `module ${addressOf(module)}`)
  const missing = new NotFound(`version ${number} of ${addressOf(module)} not found`)
  if (module.registryName === 'public') throw missing
  return missing
}

/** For the audit trail. */
function actionOf(change: LifecycleChange): string {
  if ('deprecation' in change) return change.deprecation === null ? 'undeprecate' : 'deprecate'
  return change.revocation === null ? 'unrevoke' : 'revoke'
}

function unpublished({ version, status }: RegistryModuleVersion): Problem[] {
  return status === 'ok' ? [] : [{ detail: `Version ${version} is not published yet` }]
}

function stepProblems(version: RegistryModuleVersion, change: LifecycleChange): Problem[] {
  if (version.status !== 'ok') return unpublished(version)
  if ('deprecation' in change) {
    const stillRevoked = change.deprecation === null && version.revocation !== null
    return stillRevoked
      ? [{ detail: `Version ${version.version} is revoked: unrevoke it first`, pointer: `${ATTRIBUTES}/deprecation` }]
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
    if (text.length > MAX_TEXT) {
      problems.push({ detail: `${name} is too long (maximum is ${MAX_TEXT} characters)`, pointer: `${ATTRIBUTES}/${member}/${name}` })
    }
  }
  if (value.link !== '' && !/^https?:\/\/[^\s]+$/i.test(value.link)) {
    problems.push({ detail: 'Link must be a URL that starts with http:// or https://', pointer: `${ATTRIBUTES}/${member}/link` })
  }
  if ('replacement' in value && value.replacement !== '' && !(await isReplacement(tx, version, value.replacement))) {
    const detail = 'Replacement must be another published version that is not revoked'
    problems.push({ detail, pointer: `${ATTRIBUTES}/${member}/replacement` })
  }
  return problems
}

async function isReplacement(tx: Kysely<Schema>, version: RegistryModuleVersion, replacement: string): Promise<boolean> {
  const found = await versionByNumber(tx, version.registryModuleId, replacement)
  return found !== undefined && found.id !== version.id && found.status === 'ok' && found.revocation === null
}
