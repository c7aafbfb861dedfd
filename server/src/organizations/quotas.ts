// How much a user or an organization may have. The operator's settings decide, and nobody is limited without one.
import { Invalid } from '../kernel/index.ts'

/** Undefined is no limit. */
export interface UserQuotas {
  /** created by the user, and not deleted since */
  organizations?: number | undefined
  tokens?: number | undefined
  /** open at a time, at each process */
  streams?: number | undefined
}

/** What a user has of what is limited. */
export type UserUsage = Readonly<Record<Exclude<keyof UserQuotas, 'streams'>, number>>

/** Undefined is no limit. */
export interface OrganizationQuotas {
  modules?: number | undefined
  /** of all modules together, whatever their state */
  versions?: number | undefined
  /** of everything stored: archives, also those in the trash, and uploads that are not imported yet */
  bytes?: number | undefined
  /** of the organization itself and of all its teams */
  tokens?: number | undefined
  /** open at a time, at each process */
  streams?: number | undefined
}

/** What an organization has of what is limited. */
export type OrganizationUsage = Readonly<Record<Exclude<keyof OrganizationQuotas, 'streams'>, number>>

export interface Quotas {
  user: UserQuotas
  organization: OrganizationQuotas
}

export const NO_QUOTAS: Quotas = { user: {}, organization: {} }

const MEGABYTE = 1024 ** 2
const OWNERS = { user: 'You', organization: 'The organization' } as const

/**
 * Call it under a lock that everybody who adds to the count takes.
 * @param count including what is being added
 * @throws Invalid when that exceeds the limit
 */
export function keepQuota(
  owner: keyof Quotas,
  limit: number,
  what: 'organizations' | 'tokens' | 'modules' | 'versions' | 'bytes',
  count: number,
): void {
  if (count <= limit) return
  const counted = `${limit} ${limit === 1 ? what.slice(0, -1) : what}`
  const quota = what === 'bytes' ? `${Math.floor(limit / MEGABYTE)} MB of archives` : counted
  const remedy = what === 'bytes' ? 'delete versions and purge them' : 'delete some'
  throw new Invalid(`${OWNERS[owner]} would exceed the quota of ${quota}: ${remedy}, or ask the operator of this registry for more`)
}
