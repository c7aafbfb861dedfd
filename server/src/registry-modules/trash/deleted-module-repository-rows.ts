// Where deleted modules came from: remembered for good, unlike what is in the trash.
import type { Kysely, Selectable } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { OrganizationId } from '../../kernel/index.ts'
import type { VcsRepository } from '../../vcs/index.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'

type Tables = Kysely<Pick<Schema, 'deleted_module_repositories'>>

export type DeletedModuleRepository = Selectable<Schema['deleted_module_repositories']>

export async function rememberRepository(
  db: Tables,
  { organization_id, provider, name }: RegistryModule,
  { oauthTokenId, identifier, externalId }: Pick<VcsRepository, 'oauthTokenId' | 'identifier' | 'externalId'>,
  now: number,
): Promise<void> {
  const row = { organization_id, provider, name, oauth_token_id: oauthTokenId, identifier, external_id: externalId, deleted_at: now }
  await db
    .insertInto('deleted_module_repositories')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'provider', 'name', 'oauth_token_id', 'identifier'])
        .doUpdateSet({ external_id: externalId, deleted_at: now }),
    )
    .execute()
}

export function rememberedRepositories(db: Tables, organizationId: OrganizationId): Promise<DeletedModuleRepository[]> {
  return db.selectFrom('deleted_module_repositories').selectAll().where('organization_id', '=', organizationId).execute()
}
