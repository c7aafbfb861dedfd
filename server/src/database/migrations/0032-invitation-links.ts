// Links that let somebody join an organization once, and links that let a user choose a password.
import { dialectOf, type Migration } from './migration.ts'

export const invitationLinks: Migration = {
  name: '0032-invitation-links',
  async up(target) {
    const { text, integer, strict } = dialectOf(target)
    for (const statement of [
      `create table invitation_links (
        secret_hash ${text} primary key,
        membership_id ${text} not null unique references organization_memberships (id) on delete cascade,
        may_make_owner ${integer} not null,
        created_at ${integer} not null,
        expires_at ${integer} not null
      )${strict}`,
      // Without one, a link signs in: an earlier release makes such links only.
      `alter table sign_in_links add column purpose ${text}`,
    ]) {
      await target.run(statement)
    }
  },
}
