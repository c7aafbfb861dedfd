// What revoked versions are still good for, as each organization decides.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { OrganizationId } from '../../kernel/index.ts'
import { storedSettings } from '../../organizations/index.ts'

export interface RevocationPolicy {
  /** in the answer to `versions`: Terraform only asks for a version, pinned or not, that it finds there */
  listed: boolean
  /** for whoever had downloaded the version before */
  downloadableAgain: boolean
}

export async function revocationPolicy(db: Kysely<Pick<Schema, 'organizations'>>, id: OrganizationId): Promise<RevocationPolicy> {
  const settings = await storedSettings(db, id)
  const downloadableAgain = settings['allow-revoked-for-known-consumers'] === true
  return { listed: downloadableAgain || settings['hide-revoked-versions'] !== true, downloadableAgain }
}
