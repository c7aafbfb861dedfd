// Which version of a module has a number. Versions that differ in build metadata alone are the same to every client.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { RegistryModuleId } from '../../kernel/index.ts'
import { parseVersion, precedenceSortKey, withoutBuild } from '../../terraform/index.ts'
import { isFailed } from './registry-module-version.ts'
import { deleteVersion, versionsOfPrecedence } from './version-rows.ts'

type Tables = Kysely<Pick<Schema, 'registry_module_versions'>>

/**
 * Frees the number of a new version: versions of its precedence that failed make way. Call it with the module locked.
 * @returns why the number is not free, for people; undefined when it is
 */
export async function claimNumber(db: Tables, moduleId: RegistryModuleId, version: string): Promise<string | undefined> {
  const parsed = parseVersion(version)
  if (parsed === undefined) return undefined
  const held = await versionsOfPrecedence(db, moduleId, precedenceSortKey(parsed))
  const keeper = held.find(({ status }) => !isFailed(status))
  if (keeper !== undefined) return whyTaken(version, keeper.version)
  for (const failed of held) await deleteVersion(db, failed)
  return undefined
}

export function hasSamePrecedence(one: string, other: string): boolean {
  return withoutBuild(one) === withoutBuild(other)
}

function whyTaken(version: string, holder: string): string {
  if (version === holder) return `Version ${version} has already been taken`
  return `Version ${version} has already been taken by version ${holder}: build metadata does not make another version`
}
