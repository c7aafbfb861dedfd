// Where browser sessions began, so that users recognise theirs.
import { dialectOf, type Migration } from './migration.ts'

export const sessionOrigins: Migration = {
  name: '0033-session-origins',
  async up(target) {
    const { text } = dialectOf(target)
    await target.run(`alter table browser_sessions add column remote_address ${text}`)
    await target.run(`alter table browser_sessions add column user_agent ${text}`)
  },
}
