// Supports hosts with an API: OAuth, webhooks, and lists of repositories that are not published yet.
import { type Dialect, dialectOf, type Migration } from './migration.ts'

export const gitHosts: Migration = {
  name: '0009-git-hosts',
  async up(target) {
    const dialect = dialectOf(target)
    const statements = [
      ...connections(dialect),
      ...repositories(dialect),
      ...webhooks(dialect),
      ...deliveries(dialect),
      ...listings(dialect),
    ]
    for (const statement of statements) await target.run(statement)
  },
}

const connections = ({ text, integer, strict }: Dialect) => [
  `alter table oauth_clients add column secret ${text}`,
  `alter table oauth_clients add column rsa_public_key ${text}`,
  `alter table oauth_tokens add column state ${text} not null default 'active'`,
  `alter table oauth_tokens add column state_detail ${text}`,
  `alter table oauth_tokens add column renewing_until ${integer}`,
  `alter table oauth_tokens add column listed_at ${integer}`,
  `alter table oauth_tokens add column listing_error ${text}`,
  `create table vcs_authorization_requests (
    state_hash ${text} primary key,
    oauth_client_id ${text} not null references oauth_clients (id) on delete cascade,
    user_id ${text} not null references users (id) on delete cascade,
    code_verifier ${text} not null,
    expires_at ${integer} not null
  )${strict}`,
  'create index vcs_authorization_requests_expiry on vcs_authorization_requests (expires_at)',
]

const repositories = ({ text, integer }: Dialect) => [
  `alter table vcs_repositories add column external_id ${text}`,
  `alter table vcs_repositories add column web_url ${text}`,
  `alter table vcs_repositories add column last_event_at ${integer}`,
  `alter table vcs_repositories add column last_change_at ${integer}`,
]

const webhooks = ({ text, integer, strict }: Dialect) => [
  `create table vcs_webhooks (
    id ${text} primary key,
    vcs_repository_id ${text} not null unique references vcs_repositories (id) on delete cascade,
    uuid ${text} not null unique,
    remote_id ${text},
    secret ${text} not null,
    former_secret ${text},
    former_secret_until ${integer},
    state ${text} not null,
    state_detail ${text},
    check_at ${integer} not null,
    checked_at ${integer},
    last_delivery_at ${integer},
    created_at ${integer} not null
  )${strict}`,
  'create index vcs_webhooks_check on vcs_webhooks (check_at)',
]

const deliveries = ({ text, integer, strict }: Dialect) => [
  `create table vcs_deliveries (
    id ${text} primary key,
    vcs_webhook_id ${text} not null references vcs_webhooks (id) on delete cascade,
    delivery_id ${text} not null,
    event ${text} not null,
    outcome ${text} not null,
    detail ${text},
    refs ${text} not null,
    attempts ${integer} not null,
    received_at ${integer} not null,
    unique (vcs_webhook_id, delivery_id)
  )${strict}`,
  'create index vcs_deliveries_received on vcs_deliveries (received_at)',
  'create index vcs_deliveries_webhook on vcs_deliveries (vcs_webhook_id, received_at)',
]

const listings = ({ text, integer, strict }: Dialect) => [
  `create table vcs_listed_repositories (
    oauth_token_id ${text} not null references oauth_tokens (id) on delete cascade,
    external_id ${text} not null,
    identifier ${text} not null,
    web_url ${text} not null,
    default_branch ${text},
    private ${integer} not null,
    archived ${integer} not null,
    admin ${integer},
    position ${integer} not null,
    listed_at ${integer} not null,
    tags_checked_at ${integer},
    version_tags ${integer},
    latest_version ${text},
    tags_error ${text},
    primary key (oauth_token_id, external_id)
  )${strict}`,
  'create index vcs_listed_repositories_position on vcs_listed_repositories (oauth_token_id, position)',
]
