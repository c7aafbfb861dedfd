// What adds to an organization: it stays within the quotas, whoever adds at the same moment. The caller holds the organization's lock.
import type { Queries } from '../../database/index.ts'
import { keepQuota, type Quotas } from '../../organizations/index.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import type { RegistryModuleVersion } from '../registry-module/registry-module-version.ts'
import { insertVersions } from '../registry-module/version-rows.ts'
import { countModules, countVersions, type StoredBytes, storedBytes } from './usage-rows.ts'

export interface ModuleGrowth {
  /** @throws Invalid when the organization may not have so many, and then adds none */
  addVersions(versions: readonly RegistryModuleVersion[]): Promise<void>
  /** How many more the organization may have; Infinity where nothing limits it. */
  roomForVersions(): Promise<number>
  /** @throws Invalid when the organization may not store so much */
  keepBytes(added: StoredBytes): Promise<void>
}

/** @param tx with the organization locked */
export function growthOf(tx: Queries, { organizationId }: Pick<RegistryModule, 'organizationId'>, quotas: Quotas): ModuleGrowth {
  const { versions: maxVersions, bytes: maxBytes } = quotas.organization
  return {
    async addVersions(versions) {
      if (maxVersions !== undefined && versions.length > 0) {
        keepQuota('organization', maxVersions, 'versions', (await countVersions(tx, organizationId)) + versions.length)
      }
      await insertVersions(tx, versions)
    },
    async roomForVersions() {
      return maxVersions === undefined ? Infinity : Math.max(0, maxVersions - (await countVersions(tx, organizationId)))
    },
    async keepBytes(added) {
      if (maxBytes !== undefined) keepQuota('organization', maxBytes, 'bytes', await storedBytes(tx, organizationId, added))
    },
  }
}

/** @param tx with the organization locked, and the module inserted @throws Invalid when it is one too many */
export async function keepModuleQuota(tx: Queries, { organizationId }: RegistryModule, quotas: Quotas): Promise<void> {
  const limit = quotas.organization.modules
  if (limit !== undefined) keepQuota('organization', limit, 'modules', await countModules(tx, organizationId))
}

/** Whether a change that adds needs the organization's lock. */
export function isLimited({ organization: { versions, bytes } }: Quotas): boolean {
  return versions !== undefined || bytes !== undefined
}
