// The SQL of everything that is stored sealed.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'

type Tables = Pick<Schema, 'oauth_clients' | 'oauth_tokens' | 'vcs_webhooks' | 'github_apps'>

interface SealedValue<Id> {
  id: Id
  sealed: string
}

/** One column of sealed values. */
export interface SealedColumn<Id> {
  all(): Promise<SealedValue<Id>[]>
  /** Leaves a value alone that was changed since it was read. */
  replace(value: SealedValue<Id>, resealed: string): Promise<unknown>
}

export const tokenCredentials = (queries: Kysely<Tables>): SealedColumn<Schema['oauth_tokens']['id']> => ({
  all: () => queries.selectFrom('oauth_tokens').select(['id', 'credential as sealed']).execute(),
  replace: ({ id, sealed }, credential) =>
    queries.updateTable('oauth_tokens').set({ credential }).where('id', '=', id).where('credential', '=', sealed).execute(),
})

export const clientSecrets = (queries: Kysely<Tables>): SealedColumn<Schema['oauth_clients']['id']> => ({
  all: () =>
    queries
      .selectFrom('oauth_clients')
      .select(['id', 'secret as sealed'])
      .where('secret', 'is not', null)
      .$narrowType<{ sealed: string }>()
      .execute(),
  replace: ({ id, sealed }, secret) =>
    queries.updateTable('oauth_clients').set({ secret }).where('id', '=', id).where('secret', '=', sealed).execute(),
})

/** Without the previous secret of a rotation, which expires within the hour. */
export const webhookSecrets = (queries: Kysely<Tables>): SealedColumn<Schema['vcs_webhooks']['id']> => ({
  all: () => queries.selectFrom('vcs_webhooks').select(['id', 'secret as sealed']).execute(),
  replace: ({ id, sealed }, secret) =>
    queries.updateTable('vcs_webhooks').set({ secret }).where('id', '=', id).where('secret', '=', sealed).execute(),
})

export const appSecrets = (queries: Kysely<Tables>): SealedColumn<Schema['github_apps']['id']> => ({
  all: () => queries.selectFrom('github_apps').select(['id', 'secrets as sealed']).execute(),
  replace: ({ id, sealed }, secrets) =>
    queries.updateTable('github_apps').set({ secrets }).where('id', '=', id).where('secrets', '=', sealed).execute(),
})
