// What clients send comes back as they sent it, or not at all: the spelling of invited addresses, and settings nobody chose.
import { dialectOf, type Migration } from './migration.ts'

export const asSent: Migration = {
  name: '0017-as-sent',
  async up(target) {
    const { text } = dialectOf(target)
    await target.run(`alter table organization_memberships add column email_as_sent ${text}`)
    await target.run(`update organization_memberships set email_as_sent = (
      select users.email from users
      where users.id = organization_memberships.user_id and users.email_lower = organization_memberships.email
    )`)
    // Earlier releases wrote their default into every organization.
    for (const setting of ['"session-remember"', '"session-timeout"']) {
      for (const end of [',', '}']) {
        await target.run(`update organizations set settings = replace(settings, '${setting}:20160${end}', '${setting}:null${end}')`)
      }
    }
  },
}
