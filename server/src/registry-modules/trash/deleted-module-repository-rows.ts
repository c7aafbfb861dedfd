// The repositories of deleted modules. Unlike the trash, they are kept for good.
import type { Kysely, Selectable } from 'kysely'
import { type CamelCased, camelCased, type Schema } from '../../database/index.ts'
import type { OrganizationId } from '../../kernel/index.ts'
import type { VcsRepository } from '../../vcs/index.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'

type Tables = Kysely<Pick<Schema, 'deleted_module_repositories'>>

export type DeletedModuleRepository = CamelCased<Selectable<Schema['deleted_module_repositories']>>

export async function rememberRepository(
  db: Tables,
  { organizationId, provider, name }: RegistryModule,
  { oauthTokenId, identifier, externalId }: Pick<VcsRepository, 'oauthTokenId' | 'identifier' | 'externalId'>,
  now: number,
): Promise<void> {
  const row = {
    organization_id: organizationId,
    provider,
    name,
    oauth_token_id: oauthTokenId,
    identifier,
    external_id: externalId,
    deleted_at: now,
  }
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

export async function rememberedRepositories(db: Tables, organizationId: OrganizationId): Promise<DeletedModuleRepository[]> {
  const rows = await db.selectFrom('deleted_module_repositories').selectAll().where('organization_id', '=', organizationId).execute()
  return rows.map(camelCased)
}
