// What clients get of a version once it is deprecated or revoked: made by what writes the real answers.
import type { Queries } from '../../database/index.ts'
import { revokedDownload } from '../catalogue/revoked-download.ts'
import { renderVersions } from '../registry-module/publication-state.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import type { RegistryModuleVersion } from '../registry-module/registry-module-version.ts'
import { revocationPolicy } from '../registry-module/revocation-policy.ts'
import type { Deprecation } from '../registry-module/version-lifecycle.ts'

/** An entry of the answer to `versions`. */
export interface ListedVersion {
  version: string
  deprecation?: Deprecation
}

export interface LifecyclePreview {
  version: RegistryModuleVersion
  /** the version in the answer to `versions`; null when it is not listed, and so does not exist for `terraform init` */
  listedAs: ListedVersion | null
  /** what a download is refused with, and `terraform init` prints; null when it is not refused */
  refusal: string | null
  /** whether those who downloaded it before may do so again */
  sparesKnownConsumers: boolean
}

/** @param version as it would be */
export async function previewOf(queries: Queries, module: RegistryModule, version: RegistryModuleVersion): Promise<LifecyclePreview> {
  const { revocation } = version
  if (revocation === null) return { version, listedAs: entryOf(module, version), refusal: null, sparesKnownConsumers: false }
  const { listed, downloadableAgain } = await revocationPolicy(queries, module.organizationId)
  return {
    version,
    listedAs: listed ? entryOf(module, version) : null,
    refusal: await revokedDownload(queries, module.id, version.version, revocation),
    sparesKnownConsumers: downloadableAgain,
  }
}

function entryOf(module: RegistryModule, version: RegistryModuleVersion): ListedVersion | null {
  const { modules } = JSON.parse(renderVersions(module, [version])) as { modules: { versions: ListedVersion[] }[] }
  return modules[0]?.versions[0] ?? null
}
