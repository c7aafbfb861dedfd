// Which tags a delivery reports as created or deleted. Git alone cannot tell that a tag was deleted and pushed again.

const TAGS = 'refs/tags/'
/** Hosts send the null object for what a reference pointed to before its creation, and for what it points to after its deletion. */
const NULL_OBJECT = /^0{40,64}$/

/** A reference before and after a push, as far as the host sends it. */
export interface RefChange {
  /** `refs/tags/v1.0.0` */
  ref: string
  before?: string | null | undefined
  after?: string | null | undefined
  /** for hosts that say so in a member of its own */
  created?: boolean | undefined
  deleted?: boolean | undefined
}

/** @returns the names of created and deleted tags, without `refs/tags/`; not of moved ones, which git shows by itself */
export function pushedTagsOf(changes: readonly RefChange[]): string[] {
  return changes.filter(cameOrWent).map(({ ref }) => ref.slice(TAGS.length))
}

function cameOrWent({ ref, before, after, created = false, deleted = false }: RefChange): boolean {
  return ref.startsWith(TAGS) && (created || deleted || NULL_OBJECT.test(before ?? '') || NULL_OBJECT.test(after ?? ''))
}
