// What the registry answers to a download of a revoked version, now or once it is revoked.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { RegistryModuleId } from '../../kernel/index.ts'
import { moduleById } from '../registry-module/module-rows.ts'
import { latestOf } from '../registry-module/publication-state.ts'
import { addressOf } from '../registry-module/registry-module.ts'
import { describeRevocation, type Revocation } from '../registry-module/version-lifecycle.ts'
import { versionStatesOf } from '../registry-module/version-rows.ts'

/** @returns the line that `terraform init` prints for the version */
export async function revokedDownload(
  db: Kysely<Pick<Schema, 'registry_modules' | 'registry_module_versions'>>,
  id: RegistryModuleId,
  version: string,
  revocation: Revocation,
): Promise<string> {
  const module = await moduleById(db, id)
  const what = module === undefined ? `version ${version}` : `version ${version} of ${addressOf(module)}`
  const others = (await versionStatesOf(db, id)).filter((other) => other.status === 'ok' && other.version !== version)
  const standing = others.filter((other) => other.revocation === null)
  // The recommended version may have been deleted or revoked meanwhile.
  const named = standing.find((other) => other.version === revocation.replacement)
  return describeRevocation(what, revocation, named?.version ?? latestOf(standing))
}
