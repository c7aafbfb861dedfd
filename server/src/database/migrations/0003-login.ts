// Adds passwords, browser sessions, and the authorization codes of `terraform login`.
import { type Dialect, dialectOf, type Migration } from './migration.ts'

export const login: Migration = {
  name: '0003-login',
  async up(target) {
    const dialect = dialectOf(target)
    for (const statement of [passwords, sessions, codes].flatMap((part) => part(dialect))) await target.run(statement)
  },
}

const passwords = ({ text, integer, strict }: Dialect) => [
  `create table user_passwords (
    user_id ${text} primary key references users (id) on delete cascade,
    hash ${text} not null,
    changed_at ${integer} not null
  )${strict}`,
]

const sessions = ({ text, integer, strict }: Dialect) => [
  `create table browser_sessions (
    secret_hash ${text} primary key,
    user_id ${text} not null references users (id) on delete cascade,
    created_at ${integer} not null,
    last_used_at ${integer} not null,
    expires_at ${integer} not null
  )${strict}`,
  'create index browser_sessions_user on browser_sessions (user_id)',
  'create index browser_sessions_expiry on browser_sessions (expires_at)',
]

const codes = ({ text, integer, strict }: Dialect) => [
  `create table authorization_codes (
    code_hash ${text} primary key,
    user_id ${text} not null references users (id) on delete cascade,
    redirect_uri ${text} not null,
    code_challenge ${text} not null,
    expires_at ${integer} not null,
    redeemed_at ${integer},
    token_id ${text} references authentication_tokens (id) on delete set null
  )${strict}`,
  'create index authorization_codes_user on authorization_codes (user_id)',
  'create index authorization_codes_token on authorization_codes (token_id)',
  'create index authorization_codes_expiry on authorization_codes (expires_at)',
]
