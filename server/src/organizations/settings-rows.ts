import type { Kysely } from 'kysely'
import type { Schema } from '../database/index.ts'
import type { OrganizationId } from '../kernel/index.ts'
import { DEFAULT_SETTINGS, type OrganizationSettings, parseSettings } from './settings.ts'

/** For domains that act on a setting, also within their transactions: asks no permission. @returns the defaults when there is no such organization */
export async function storedSettings(db: Kysely<Pick<Schema, 'organizations'>>, id: OrganizationId): Promise<OrganizationSettings> {
  const row = await db.selectFrom('organizations').select('settings').where('id', '=', id).executeTakeFirst()
  return row === undefined ? DEFAULT_SETTINGS : parseSettings(row.settings)
}
