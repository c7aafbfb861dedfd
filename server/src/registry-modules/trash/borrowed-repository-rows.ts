// The SQL of repositories that modules read through a GitHub App of another organization.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { OrganizationId, VcsRepositoryId } from '../../kernel/index.ts'

type Tables = Kysely<Pick<Schema, 'registry_modules' | 'vcs_repositories' | 'oauth_tokens' | 'oauth_clients'>>

/** Those that no other organization's module comes from. */
export async function borrowedRepositories(db: Tables, organizationId: OrganizationId): Promise<VcsRepositoryId[]> {
  const rows = await db
    .selectFrom('registry_modules')
    .innerJoin('vcs_repositories', 'vcs_repositories.id', 'registry_modules.vcs_repository_id')
    .innerJoin('oauth_tokens', 'oauth_tokens.id', 'vcs_repositories.oauth_token_id')
    .innerJoin('oauth_clients', 'oauth_clients.id', 'oauth_tokens.oauth_client_id')
    .select('vcs_repositories.id')
    .distinct()
    .where('registry_modules.organization_id', '=', organizationId)
    .where('oauth_clients.organization_id', '!=', organizationId)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('registry_modules as others')
            .select('others.id')
            .whereRef('others.vcs_repository_id', '=', 'vcs_repositories.id')
            .where('others.organization_id', '!=', organizationId),
        ),
      ),
    )
    .execute()
  return rows.map((row) => row.id)
}
