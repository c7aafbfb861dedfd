// What modules are counted by. Modules that have all of it in common share one number, so that counting reads numbers alone.
import { createHash } from 'node:crypto'
import type { OrganizationId } from '../../kernel/index.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'

export interface IndexedFacets extends Pick<RegistryModule, 'registryName' | 'provider' | 'status'> {
  hasFailed: boolean
  isDeprecated: boolean
  labels: readonly (readonly [key: string, value: string])[]
}

type Stored = [
  IndexedFacets['registryName'],
  string,
  IndexedFacets['status'],
  hasFailed: 0 | 1,
  isDeprecated: 0 | 1,
  labels: [key: string, value: string][],
]

export function encodeFacets({ registryName, provider, status, hasFailed, isDeprecated, labels }: IndexedFacets): string {
  const sorted = labels.toSorted(([one], [other]) => (one < other ? -1 : 1))
  return JSON.stringify([registryName, provider, status, hasFailed ? 1 : 0, isDeprecated ? 1 : 0, sorted])
}

/** @param stored as `encodeFacets` writes it */
export function decodeFacets(stored: string): IndexedFacets {
  const [registryName, provider, status, hasFailed, isDeprecated, labels] = JSON.parse(stored) as Stored
  return { registryName, provider, status, hasFailed: hasFailed === 1, isDeprecated: isDeprecated === 1, labels }
}

/** The same for the same facets of an organization, so that whoever stores them need not look. */
export function facetsNumber(organizationId: OrganizationId, encoded: string): number {
  return createHash('sha256').update(`${organizationId} ${encoded}`).digest().readUIntBE(0, 6)
}
