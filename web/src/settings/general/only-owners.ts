import type { Organization } from '../../api/organizations.ts'

/** @returns why the user cannot change the organization; undefined for who can */
export function refusalOf({ permissions }: Organization): string | undefined {
  return permissions['can-update'] ? undefined : 'Only owners change this.'
}
