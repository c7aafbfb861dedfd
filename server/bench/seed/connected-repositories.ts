// Repositories that are already connected, read and imported, each with one module of one version. They are written into the database
// of a server that is not running.
import { randomUUID } from 'node:crypto'
import { openInstallation } from '../../src/app/installation.ts'
import type { Queries } from '../../src/database/index.ts'
import { newId, type OAuthTokenId, systemClock } from '../../src/kernel/index.ts'
import { settings } from '../server-under-test.ts'
import { publishModule } from './catalogue.ts'

const DAY = 24 * 3_600_000

export interface RepositoriesToConnect {
  oauthTokenId: string
  identifiers: readonly string[]
  /** without a slash at the end */
  hostUrl: string
  /** of the references that all of them have */
  refsDigest: string
}

export async function seedConnectedRepositories(dataDirectory: string, wanted: RepositoriesToConnect): Promise<void> {
  await using installation = await openInstallation(settings(dataDirectory))
  await installation.database.queries.transaction().execute(async (tx: Queries) => {
    const { id: organizationId } = await tx.selectFrom('organizations').select('id').executeTakeFirstOrThrow()
    for (const [index, identifier] of wanted.identifiers.entries()) {
      const repositoryId = await insertRepository(tx, wanted, identifier)
      await publishModule(tx, organizationId, { index, versions: 1, repositoryId })
    }
  })
}

async function insertRepository(tx: Queries, { oauthTokenId, hostUrl, refsDigest }: RepositoriesToConnect, identifier: string) {
  const now = systemClock.now()
  const id = newId('vcs-repository')
  await tx
    .insertInto('vcs_repositories')
    .values({
      id,
      oauth_token_id: oauthTokenId as OAuthTokenId,
      identifier,
      clone_url: `${hostUrl}/${identifier}.git`,
      refs_digest: refsDigest,
      last_synced_at: null,
      next_sync_at: now,
      fail_count: 0,
      last_error: null,
      created_at: now,
    })
    .execute()
  await tx
    .insertInto('vcs_webhooks')
    .values({
      id: newId('webhook'),
      vcs_repository_id: id,
      uuid: randomUUID(),
      remote_id: '1',
      secret: '',
      former_secret: null,
      former_secret_until: null,
      state: 'active',
      state_detail: null,
      check_at: now + DAY,
      checked_at: now,
      last_delivery_at: null,
      created_at: now,
    })
    .execute()
  return id
}

export interface SyncTimes {
  /** how many were looked at without a failure */
  synced: number
  /** milliseconds to the next look, in the mean */
  untilNext: number
}

/** What the database says after the server has ended. */
export async function readSyncTimes(dataDirectory: string): Promise<SyncTimes> {
  await using installation = await openInstallation(settings(dataDirectory))
  const rows = await installation.database.queries
    .selectFrom('vcs_repositories')
    .select(['last_synced_at', 'next_sync_at'])
    .where('last_synced_at', 'is not', null)
    .where('fail_count', '=', 0)
    .execute()
  const total = rows.reduce((sum, row) => sum + row.next_sync_at - (row.last_synced_at ?? 0), 0)
  return { synced: rows.length, untilNext: total / rows.length }
}

/** Makes every repository due. */
export async function makeAllDue(dataDirectory: string): Promise<void> {
  await using installation = await openInstallation(settings(dataDirectory))
  await installation.database.queries.updateTable('vcs_repositories').set({ next_sync_at: systemClock.now() }).execute()
}
