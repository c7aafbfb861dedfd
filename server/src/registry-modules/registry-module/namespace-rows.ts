// A private module has the name of its organization as namespace, which clients may spell in any letter case. The namespace of a
// public module belongs to the public registry, and its spelling counts.
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { organizationNameKey } from '../../organizations/index.ts'

/** @param registryName undefined for the modules of both */
export function inNamespace(asked: string, registryName: string | undefined): RawBuilder<SqlBool> {
  const same = sql<SqlBool>`registry_modules.namespace = ${asked}`
  const own = sql<SqlBool>`registry_modules.namespace = (
    select organizations.name from organizations where organizations.name_lower = ${organizationNameKey(asked)}
  )`
  if (registryName === 'private') return own
  if (registryName !== undefined) return same
  return sql<SqlBool>`(registry_modules.registry_name = 'private' and ${own} or registry_modules.registry_name <> 'private' and ${same})`
}
