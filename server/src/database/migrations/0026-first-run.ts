// Whether there was ever a user, and links that sign a user in once.
import { dialectOf, type Migration } from './migration.ts'

export const firstRun: Migration = {
  name: '0026-first-run',
  async up(target) {
    const { text, integer, strict } = dialectOf(target)
    for (const statement of [
      `create table first_users (
        id ${text} primary key,
        created_at ${integer} not null
      )${strict}`,
      "insert into first_users (id, created_at) select 'current', min(created_at) from users having count(*) > 0",
      `create table sign_in_links (
        secret_hash ${text} primary key,
        user_id ${text} not null references users (id) on delete cascade,
        created_at ${integer} not null,
        expires_at ${integer} not null
      )${strict}`,
      'create index sign_in_links_user on sign_in_links (user_id)',
    ]) {
      await target.run(statement)
    }
  },
}
