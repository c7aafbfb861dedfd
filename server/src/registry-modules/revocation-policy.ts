// What revoked versions are still good for, as each organization decides.
import type { Kysely } from 'kysely'
import type { Schema } from '../database/index.ts'
import { storedSettings } from '../organizations/index.ts'
import type { OrganizationId } from '../platform/kernel/index.ts'

export interface RevocationPolicy {
  /** in the answer to `versions`: Terraform only asks for a version, pinned or not, that it finds there */
  listed: boolean
  downloadable: boolean
}

export async function revocationPolicy(db: Kysely<Pick<Schema, 'organizations'>>, id: OrganizationId): Promise<RevocationPolicy> {
  const settings = await storedSettings(db, id)
  const downloadable = settings['allow-revoked-exact-pins'] === true
  return { listed: downloadable || settings['hide-revoked-versions'] === false, downloadable }
}
