// Who users are at the identity provider, and sign-ins there that are under way.
import { dialectOf, type Migration } from './migration.ts'

export const singleSignOn: Migration = {
  name: '0035-single-sign-on',
  async up(target) {
    const { text, integer, strict } = dialectOf(target)
    for (const statement of [
      `create table provider_identities (
        issuer ${text} not null,
        subject ${text} not null,
        user_id ${text} not null references users (id) on delete cascade,
        created_at ${integer} not null,
        last_used_at ${integer},
        primary key (issuer, subject),
        unique (user_id, issuer)
      )${strict}`,
      `create table provider_sign_ins (
        state_hash ${text} primary key,
        browser_hash ${text} not null,
        user_id ${text} references users (id) on delete cascade,
        return_to ${text} not null,
        expires_at ${integer} not null
      )${strict}`,
      'create index provider_sign_ins_user on provider_sign_ins (user_id)',
      'create index provider_sign_ins_expiry on provider_sign_ins (expires_at)',
    ]) {
      await target.run(statement)
    }
  },
}
