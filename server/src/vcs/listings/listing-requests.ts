// Requests listings of a connection's repositories. The kinds are stored: they are never renamed.

import type { OAuthTokenId } from '../../kernel/index.ts'
import { defineJob, enqueue } from '../../platform/jobs/index.ts'

interface ListingOrder {
  oauthTokenId: OAuthTokenId
}

/** Lists all repositories that the connection can read. */
export const listRepositories = defineJob<ListingOrder>({ kind: 'list_repositories', maxAttempts: 3 })

/** Checks the tags of listed repositories that may be modules. */
export const checkListedTags = defineJob<ListingOrder>({ kind: 'check_listed_tags', maxAttempts: 3 })

type Queue = Parameters<typeof enqueue>[0]

const listingKey = (id: OAuthTokenId) => `list_repositories:${id}`
const checkKey = (id: OAuthTokenId) => `check_listed_tags:${id}`

/** The keys of the jobs that work on a connection's list. */
export function listingKeys(id: OAuthTokenId): string[] {
  return [listingKey(id), checkKey(id)]
}

export async function requestListing(queue: Queue, oauthTokenId: OAuthTokenId, runAt: number): Promise<void> {
  await enqueue(queue, listRepositories, { key: listingKey(oauthTokenId), payload: { oauthTokenId }, runAt })
}

export async function requestTagCheck(queue: Queue, oauthTokenId: OAuthTokenId, runAt: number): Promise<void> {
  await enqueue(queue, checkListedTags, { key: checkKey(oauthTokenId), payload: { oauthTokenId }, runAt })
}
