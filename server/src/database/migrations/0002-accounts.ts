// Adds columns and tables for accounts, tokens and the audit trail, and the projects and agent pools that clients expect.
import { type Dialect, dialectOf, type Migration } from './migration.ts'

export const accounts: Migration = {
  name: '0002-accounts',
  async up(target) {
    const dialect = dialectOf(target)
    const parts = [placeholders, organizations, people, tokenTtlPolicies, auditEvents]
    for (const statement of parts.flatMap((part) => part(dialect))) await target.run(statement)
  },
}

const placeholders = ({ text, integer, strict }: Dialect) => [
  `create table projects (
    id ${text} primary key,
    organization_id ${text} not null references organizations (id) on delete cascade,
    name ${text} not null,
    name_lower ${text} not null,
    description ${text} not null,
    created_at ${integer} not null,
    updated_at ${integer} not null,
    unique (organization_id, name_lower)
  )${strict}`,
  `create table agent_pools (
    id ${text} primary key,
    organization_id ${text} not null references organizations (id) on delete cascade,
    name ${text} not null,
    name_lower ${text} not null,
    organization_scoped ${integer} not null,
    created_at ${integer} not null,
    updated_at ${integer} not null,
    unique (organization_id, name_lower)
  )${strict}`,
]

/** Gives existing organizations a default project. Its id derives from theirs, which is just as random. */
const organizations = ({ text, integer }: Dialect) => [
  `alter table organizations add column user_tokens_enabled ${integer} not null default 1`,
  `alter table organizations add column default_project_id ${text}`,
  `alter table organizations add column default_agent_pool_id ${text} references agent_pools (id) on delete set null`,
  'create index organizations_default_agent_pool on organizations (default_agent_pool_id)',
  `update organizations set user_tokens_enabled = 0 where settings like '%"user-tokens-enabled":false%'`,
  `insert into projects (id, organization_id, name, name_lower, description, created_at, updated_at)
    select 'prj-' || substr(id, 5), id, 'Default Project', 'default project', '', created_at, created_at from organizations`,
  `update organizations set default_project_id = 'prj-' || substr(id, 5)`,
]

const people = ({ text, integer }: Dialect) => [
  `alter table users add column unconfirmed_email ${text}`,
  `alter table teams add column sso_team_id ${text}`,
  `alter table teams add column allow_member_token_management ${integer} not null default 1`,
]

const tokenTtlPolicies = ({ text, integer, strict }: Dialect) => [
  `create table token_ttl_policies (
    organization_id ${text} not null references organizations (id) on delete cascade,
    token_type ${text} not null,
    max_ttl_ms ${integer} not null,
    created_at ${integer} not null,
    updated_at ${integer} not null,
    primary key (organization_id, token_type)
  )${strict}`,
]

const auditEvents = ({ text, integer, strict }: Dialect) => [
  `create table audit_events (
    id ${text} primary key,
    organization_id ${text},
    recorded_at ${integer} not null,
    accessor_id ${text},
    accessor_name ${text} not null,
    action ${text} not null,
    resource_type ${text} not null,
    resource_id ${text} not null,
    meta ${text},
    request_id ${text},
    remote_address ${text}
  )${strict}`,
  'create index audit_events_organization on audit_events (organization_id, recorded_at, id)',
]
