// Each organization decides how revoked versions may still be used.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { OrganizationId } from '../../kernel/index.ts'
import { storedSettings } from '../../organizations/index.ts'

export interface RevocationPolicy {
  /** whether `versions` lists them: Terraform requests only listed versions, even if they are pinned */
  listed: boolean
  /** whether consumers that downloaded the version before may do so again */
  downloadableAgain: boolean
}

export async function revocationPolicy(db: Kysely<Pick<Schema, 'organizations'>>, id: OrganizationId): Promise<RevocationPolicy> {
  const settings = await storedSettings(db, id)
  const downloadableAgain = settings['allow-revoked-for-known-consumers'] === true
  return { listed: downloadableAgain || settings['hide-revoked-versions'] !== true, downloadableAgain }
}
