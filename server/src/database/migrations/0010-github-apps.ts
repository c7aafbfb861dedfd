// Adds GitHub Apps, one or more per organization, and their installations.
import { dialectOf, type Migration } from './migration.ts'

export const githubApps: Migration = {
  name: '0010-github-apps',
  async up(target) {
    const { text, integer, strict } = dialectOf(target)
    const statements = [
      `create table github_apps (
        id ${text} primary key,
        organization_id ${text} not null references organizations (id) on delete cascade,
        oauth_client_id ${text} not null unique references oauth_clients (id) on delete cascade,
        uuid ${text} not null unique,
        app_id ${integer} not null,
        slug ${text} not null,
        name ${text} not null,
        client_id ${text} not null,
        html_url ${text} not null,
        secrets ${text} not null,
        created_at ${integer} not null
      )${strict}`,
      'create index github_apps_organization on github_apps (organization_id)',
      `create table github_app_installations (
        id ${text} primary key,
        github_app_id ${text} not null references github_apps (id) on delete cascade,
        oauth_token_id ${text} not null unique references oauth_tokens (id) on delete cascade,
        installation_id ${integer} not null,
        account_id ${integer} not null,
        name ${text} not null,
        account_type ${text} not null,
        html_url ${text} not null,
        icon_url ${text},
        removed_at ${integer},
        created_at ${integer} not null,
        unique (github_app_id, account_id)
      )${strict}`,
      `create table github_app_requests (
        state_hash ${text} primary key,
        organization_id ${text} not null references organizations (id) on delete cascade,
        user_id ${text} not null references users (id) on delete cascade,
        uuid ${text} not null,
        http_url ${text} not null,
        expires_at ${integer} not null
      )${strict}`,
      'create index github_app_requests_expiry on github_app_requests (expires_at)',
    ]
    for (const statement of statements) await target.run(statement)
  },
}
