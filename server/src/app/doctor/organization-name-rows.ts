// The SQL of which organizations there are.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { OrganizationId } from '../../kernel/index.ts'

export async function everyOrganization(queries: Kysely<Pick<Schema, 'organizations'>>): Promise<{ id: OrganizationId; name: string }[]> {
  return await queries.selectFrom('organizations').select(['id', 'name']).orderBy('name_lower').execute()
}
