// Adds the suspension of users by site administrators.
import { dialectOf, type Migration } from './migration.ts'

export const suspendedUsers: Migration = {
  name: '0007-suspended-users',
  async up(target) {
    await target.run(`alter table users add column suspended_at ${dialectOf(target).integer}`)
  },
}
