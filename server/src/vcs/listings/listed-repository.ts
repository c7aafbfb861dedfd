import type { HostRepository } from '../host/host-api.ts'

/** A repository that a connection's credential can read. All times in milliseconds since the epoch. */
export interface ListedRepository extends Omit<HostRepository, 'defaultBranch' | 'private' | 'admin'> {
  /** null when the repository is empty, or the host does not report it */
  defaultBranch: string | null
  /** null when the host has no API */
  private: boolean | null
  /** whether the credential can create webhooks; null when the host does not report it */
  admin: boolean | null
  tags: ListedTags
  /** when it was first seen as a candidate; 0 when the first list had it */
  candidateSince: number
}

/** What git says about its tags. */
export interface ListedTags {
  /** null until the first check */
  checkedAt: number | null
  /** how many versions the tags name; null until that is known */
  versionTags: number | null
  /** the highest release, or pre-release when there is no release; null when there is neither */
  latestVersion: string | null
  /** why the last check failed */
  error: string | null
}

export const UNKNOWN_TAGS: ListedTags = { checkedAt: null, versionTags: null, latestVersion: null, error: null }

/** The state of a connection's list. */
export interface ListingState {
  /** null until the first list */
  listedAt: number | null
  /** when the last attempt was made, successful or not */
  triedAt: number | null
  /** why it is not complete or not up to date, for people */
  error: string | null
  /** whether a listing or a tag check is queued or running */
  refreshing: boolean
}

const MAX_ID_LENGTH = 255
const MAX_IDENTIFIER_LENGTH = 512
const MAX_URL_LENGTH = 2048

/** Bounds the memory of ten thousand entries; a link must not be a script. */
export function isPlausible({ externalId, identifier, webUrl, defaultBranch = '' }: HostRepository): boolean {
  const isShort = externalId.length <= MAX_ID_LENGTH && identifier.length <= MAX_IDENTIFIER_LENGTH && defaultBranch.length <= MAX_ID_LENGTH
  return isShort && webUrl.length <= MAX_URL_LENGTH && /^https?:\/\//i.test(webUrl)
}

export function listed(found: HostRepository): ListedRepository {
  const { defaultBranch, admin, ...rest } = found
  return { ...rest, defaultBranch: defaultBranch ?? null, admin: admin ?? null, tags: UNKNOWN_TAGS, candidateSince: 0 }
}
