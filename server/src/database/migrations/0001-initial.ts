// Creates the first tables, with types, keys, references and indexes. `database/schema/` explains the columns.
import { type Dialect, dialectOf, type Migration } from './migration.ts'

export const initial: Migration = {
  name: '0001-initial',
  async up(target) {
    const dialect = dialectOf(target)
    const parts = [organizations, accounts, teams, authenticationTokens, vcs, registryModules, versions, tags, jobs]
    for (const statement of parts.flatMap((part) => part(dialect))) await target.run(statement)
  },
}

const organizations = ({ text, integer, strict }: Dialect) => [
  `create table organizations (
    id ${text} primary key,
    name ${text} not null,
    name_lower ${text} not null unique,
    email ${text} not null,
    settings ${text} not null,
    created_at ${integer} not null,
    updated_at ${integer} not null
  )${strict}`,
]

const accounts = ({ text, integer, strict }: Dialect) => [
  `create table users (
    id ${text} primary key,
    username ${text} not null,
    username_lower ${text} not null unique,
    email ${text} not null,
    email_lower ${text} not null unique,
    is_site_admin ${integer} not null,
    created_at ${integer} not null,
    updated_at ${integer} not null
  )${strict}`,
  `create table organization_memberships (
    id ${text} primary key,
    organization_id ${text} not null references organizations (id) on delete cascade,
    user_id ${text} references users (id) on delete cascade,
    email ${text} not null,
    status ${text} not null,
    created_at ${integer} not null,
    unique (organization_id, user_id)
  )${strict}`,
  'create index organization_memberships_user on organization_memberships (user_id)',
  'create index organization_memberships_email on organization_memberships (email)',
]

const teams = ({ text, integer, strict }: Dialect) => [
  `create table teams (
    id ${text} primary key,
    organization_id ${text} not null references organizations (id) on delete cascade,
    name ${text} not null,
    name_lower ${text} not null,
    visibility ${text} not null,
    organization_access ${text} not null,
    created_at ${integer} not null,
    updated_at ${integer} not null,
    unique (organization_id, name_lower)
  )${strict}`,
  `create table team_memberships (
    team_id ${text} not null references teams (id) on delete cascade,
    membership_id ${text} not null references organization_memberships (id) on delete cascade,
    primary key (team_id, membership_id)
  )${strict}`,
  'create index team_memberships_membership on team_memberships (membership_id)',
]

const authenticationTokens = ({ text, integer, strict }: Dialect) => [
  `create table authentication_tokens (
    id ${text} primary key,
    token_hash ${text} not null unique,
    kind ${text} not null,
    user_id ${text} references users (id) on delete cascade,
    team_id ${text} references teams (id) on delete cascade,
    organization_id ${text} references organizations (id) on delete cascade,
    description ${text},
    created_by ${text} references users (id) on delete set null,
    created_at ${integer} not null,
    expires_at ${integer},
    last_used_at ${integer}
  )${strict}`,
  'create index authentication_tokens_user on authentication_tokens (user_id)',
  'create index authentication_tokens_team on authentication_tokens (team_id)',
  'create index authentication_tokens_organization on authentication_tokens (organization_id)',
  'create index authentication_tokens_created_by on authentication_tokens (created_by)',
]

const vcs = ({ text, integer, strict }: Dialect) => [
  `create table oauth_clients (
    id ${text} primary key,
    organization_id ${text} not null references organizations (id) on delete cascade,
    uuid ${text} not null unique,
    service_provider ${text} not null,
    name ${text},
    key ${text},
    http_url ${text} not null,
    api_url ${text} not null,
    settings ${text} not null,
    created_at ${integer} not null,
    updated_at ${integer} not null
  )${strict}`,
  'create index oauth_clients_organization on oauth_clients (organization_id)',
  `create table oauth_tokens (
    id ${text} primary key,
    oauth_client_id ${text} not null references oauth_clients (id) on delete cascade,
    service_provider_user ${text},
    credential ${text} not null,
    has_ssh_key ${integer} not null,
    created_at ${integer} not null,
    updated_at ${integer} not null
  )${strict}`,
  'create index oauth_tokens_client on oauth_tokens (oauth_client_id)',
  `create table vcs_repositories (
    id ${text} primary key,
    oauth_token_id ${text} not null references oauth_tokens (id) on delete cascade,
    identifier ${text} not null,
    clone_url ${text} not null,
    refs_digest ${text},
    last_synced_at ${integer},
    next_sync_at ${integer} not null,
    fail_count ${integer} not null,
    last_error ${text},
    created_at ${integer} not null,
    unique (oauth_token_id, identifier)
  )${strict}`,
  'create index vcs_repositories_next_sync on vcs_repositories (next_sync_at)',
]

const registryModules = ({ text, integer, strict }: Dialect) => [
  `create table registry_modules (
    id ${text} primary key,
    organization_id ${text} not null references organizations (id) on delete cascade,
    registry_name ${text} not null,
    namespace ${text} not null,
    name ${text} not null,
    provider ${text} not null,
    status ${text} not null,
    publishing_mechanism ${text} not null,
    no_code ${integer} not null,
    vcs_repository_id ${text} references vcs_repositories (id) on delete set null,
    display_identifier ${text},
    branch ${text},
    initial_version ${text},
    tag_prefix ${text},
    source_directory ${text},
    ingress_submodules ${integer} not null,
    webhook_uuid ${text} not null unique,
    test_config ${text},
    search_text ${text} not null,
    description ${text} not null,
    latest_version ${text},
    status_detail ${text},
    created_at ${integer} not null,
    updated_at ${integer} not null,
    unique (organization_id, registry_name, namespace, name, provider)
  )${strict}`,
  // Clients address a private module without its organization.
  `create unique index registry_modules_private_address on registry_modules (namespace, name, provider) where registry_name = 'private'`,
  // Ends with the id, so that a lookup of the module's document needs no row of the module itself.
  'create index registry_modules_address on registry_modules (namespace, name, provider, registry_name, organization_id, id)',
  'create index registry_modules_repository on registry_modules (vcs_repository_id)',
  `create table registry_module_documents (
    registry_module_id ${text} primary key references registry_modules (id) on delete cascade,
    versions_json ${text} not null,
    revision ${integer} not null
  )${strict}`,
]

const versions = ({ text, integer, strict }: Dialect) => [
  `create table registry_module_versions (
    id ${text} primary key,
    registry_module_id ${text} not null references registry_modules (id) on delete cascade,
    version ${text} not null,
    version_sort ${text} not null,
    status ${text} not null,
    source ${text} not null,
    tag ${text},
    branch ${text},
    commit_sha ${text},
    error ${text},
    error_file ${text},
    error_line ${integer},
    upload_sha256 ${text},
    archive_key ${text},
    archive_sha256 ${text},
    archive_size ${integer},
    inspection_key ${text},
    published_at ${integer},
    created_at ${integer} not null,
    updated_at ${integer} not null,
    unique (registry_module_id, version)
  )${strict}`,
  'create index registry_module_versions_sort on registry_module_versions (registry_module_id, version_sort)',
  // Finds out whether an archive or an inspection is still needed.
  `create index registry_module_versions_uploads on registry_module_versions (updated_at) where upload_sha256 is not null and status <> 'ok'`,
  'create index registry_module_versions_archive on registry_module_versions (archive_key)',
  'create index registry_module_versions_inspection on registry_module_versions (inspection_key)',
  // Versions have no foreign key to it: identical trees share an inspection, and it is written before its version.
  `create table module_inspections (key ${text} primary key, document ${text} not null, created_at ${integer} not null)${strict}`,
]

const tags = ({ text, integer, strict }: Dialect) => [
  `create table registry_module_tags (
    registry_module_id ${text} not null references registry_modules (id) on delete cascade,
    tag ${text} not null,
    commit_sha ${text} not null,
    imported_commit_sha ${text},
    decision ${text} not null,
    reason ${text} not null,
    version ${text},
    first_seen_at ${integer} not null,
    last_seen_at ${integer} not null,
    gone_at ${integer},
    primary key (registry_module_id, tag)
  )${strict}`,
]

const jobs = ({ text, integer, strict }: Dialect) => [
  `create table jobs (
    id ${text} primary key,
    kind ${text} not null,
    key ${text} not null,
    payload ${text} not null,
    state ${text} not null,
    run_at ${integer} not null,
    attempts ${integer} not null,
    max_attempts ${integer} not null,
    lease_id ${text},
    lease_until ${integer},
    last_error ${text},
    created_at ${integer} not null,
    updated_at ${integer} not null
  )${strict}`,
  `create unique index jobs_queued_key on jobs (key) where state = 'queued'`,
  `create unique index jobs_running_key on jobs (key) where state = 'running'`,
  `create index jobs_failed_key on jobs (key) where state = 'failed'`,
  `create index jobs_next on jobs (run_at) where state = 'queued'`,
  `create index jobs_leases on jobs (lease_until) where state = 'running'`,
]
