// Settings for domains that act on them, also within their transactions. No function takes a subject.
import type { Kysely } from 'kysely'
import type { Schema } from '../database/index.ts'
import type { OrganizationId } from '../kernel/index.ts'
import { DEFAULT_SETTINGS, type OrganizationSettings, parseSettings } from './settings.ts'

type Tables = Kysely<Pick<Schema, 'organizations'>>

/** @returns the defaults when there is no such organization */
export async function storedSettings(queries: Tables, id: OrganizationId): Promise<OrganizationSettings> {
  return (await allStoredSettings(queries, [id])).get(id) ?? DEFAULT_SETTINGS
}

/** Whether any organization has its pages load images of other hosts. */
export async function someAllowRemoteImages(queries: Tables): Promise<boolean> {
  const setting = JSON.stringify({ 'allow-remote-images': true }).slice(1, -1)
  const found = await queries.selectFrom('organizations').select('id').where('settings', 'like', `%${setting}%`).limit(1).execute()
  return found.length > 0
}

/** Without organizations that are gone. */
export async function allStoredSettings(
  queries: Tables,
  ids: readonly OrganizationId[],
): Promise<ReadonlyMap<OrganizationId, OrganizationSettings>> {
  if (ids.length === 0) return new Map()
  const rows = await queries.selectFrom('organizations').select(['id', 'settings']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, settings }) => [id, parseSettings(settings)]))
}
