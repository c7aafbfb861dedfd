// Adds automatic publishing of new repositories, and the state that it needs.
import { type Dialect, dialectOf, type Migration } from './migration.ts'

export const repositoryListings: Migration = {
  name: '0011-repository-listings',
  async up(target) {
    for (const statement of statements(dialectOf(target))) await target.run(statement)
  },
}

const statements = ({ text, integer, strict }: Dialect) => [
  `alter table oauth_clients add column auto_publish_since ${integer}`,
  `alter table oauth_tokens add column listing_tried_at ${integer}`,
  `alter table vcs_listed_repositories add column candidate_since ${integer} not null default 0`,
  `alter table vcs_listed_repositories add column gone_at ${integer}`,
  `create table deleted_module_repositories (
    organization_id ${text} not null references organizations (id) on delete cascade,
    provider ${text} not null,
    name ${text} not null,
    oauth_token_id ${text} not null,
    identifier ${text} not null,
    external_id ${text},
    deleted_at ${integer} not null,
    primary key (organization_id, provider, name, oauth_token_id, identifier)
  )${strict}`,
  // Their origin is no longer known; their address is enough.
  `insert into deleted_module_repositories (organization_id, provider, name, oauth_token_id, identifier, deleted_at)
    select organization_id, provider, name, '', '', max(deleted_at) from deleted_registry_modules
    where version is null and registry_name = 'private' group by organization_id, provider, name`,
]
