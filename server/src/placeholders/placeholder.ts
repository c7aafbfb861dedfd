// Projects and agent pools. Nothing of a module registry runs in them, but clients create them, name them in other requests,
// and expect to find them again as they left them.
import type { OrganizationId, Problem } from '../kernel/index.ts'

export interface Placeholder {
  organizationId: OrganizationId
  name: string
  /** milliseconds since the epoch */
  createdAt: number
  updatedAt: number
}

/** What the service needs of either table. */
export interface PlaceholderTable<Thing, Id> {
  insert(thing: Thing): Promise<void>
  update(thing: Thing): Promise<void>
  delete(id: Id): Promise<void>
  byId(id: Id): Promise<Thing | undefined>
  /** As it is now, and kept from changing until the transaction ends. */
  locked(id: Id): Promise<Thing | undefined>
  /** In the order of names. */
  ofOrganization(organizationId: OrganizationId): Promise<Thing[]>
}

const POINTER = '/data/attributes/name'
const MAX_NAME_LENGTH = 255

export const NAME_TAKEN: Problem = { detail: 'Name has already been taken', pointer: POINTER }

// Said by clients' tests too.
export const NO_AGENT_POOL = 'the provided agent pool does not exist or you are not authorized to use it'

export function nameProblems(name: string): Problem[] {
  if (name.trim() === '') return [{ detail: "Name can't be blank", pointer: POINTER }]
  if (name.length > MAX_NAME_LENGTH) return [{ detail: `Name is too long (maximum is ${MAX_NAME_LENGTH} characters)`, pointer: POINTER }]
  if (/[^\p{L}\p{M}\p{N} _-]/u.test(name)) return [{ detail: 'Name may only contain letters, numbers, spaces, - and _', pointer: POINTER }]
  if (name !== name.trim()) return [{ detail: 'Name must not begin or end with a space', pointer: POINTER }]
  return []
}
