import type { HostRepository } from '../host/host-api.ts'

/** A repository that a connection's credential sees at the host. All times in milliseconds since the epoch. */
export interface ListedRepository extends Omit<HostRepository, 'defaultBranch' | 'private' | 'admin'> {
  /** null when it is empty, or the host does not say */
  defaultBranch: string | null
  /** null when the host was not asked, because it has no API */
  private: boolean | null
  /** whether the credential may set up webhooks; null when the host does not say */
  admin: boolean | null
  tags: ListedTags
  /** when it became something to publish, as far as it was seen to happen; 0 when it was one from the beginning */
  candidateSince: number
}

/** What git says of its tags. */
export interface ListedTags {
  /** null until they were looked at */
  checkedAt: number | null
  /** how many versions they mean; null until that is known */
  versionTags: number | null
  /** the highest release, or pre-release when there is no release; null when there is neither */
  latestVersion: string | null
  /** why they could not be read the last time */
  error: string | null
}

export const UNKNOWN_TAGS: ListedTags = { checkedAt: null, versionTags: null, latestVersion: null, error: null }

/** How the list came to be. */
export interface ListingState {
  /** null until there was a first one */
  listedAt: number | null
  /** when it was last tried, whether or not it worked */
  triedAt: number | null
  /** why it is not complete or not up to date, for people */
  error: string | null
  /** whether it is being renewed, or its tags are being looked at */
  refreshing: boolean
}

const LONGEST_ID = 255
const LONGEST_IDENTIFIER = 512
const LONGEST_URL = 2048

/** Ten thousand of what no host would call a repository do not fit into memory, and a link must not be a script. */
export function isPlausible({ externalId, identifier, webUrl, defaultBranch = '' }: HostRepository): boolean {
  const isShort = externalId.length <= LONGEST_ID && identifier.length <= LONGEST_IDENTIFIER && defaultBranch.length <= LONGEST_ID
  return isShort && webUrl.length <= LONGEST_URL && /^https?:\/\//i.test(webUrl)
}

export function listed(found: HostRepository): ListedRepository {
  const { defaultBranch, admin, ...rest } = found
  return { ...rest, defaultBranch: defaultBranch ?? null, admin: admin ?? null, tags: UNKNOWN_TAGS, candidateSince: 0 }
}
