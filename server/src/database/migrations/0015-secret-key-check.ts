// What tells the secret key that this database was written with from any other.
import { dialectOf, type Migration } from './migration.ts'

export const secretKeyCheck: Migration = {
  name: '0015-secret-key-check',
  async up(target) {
    const { text, integer, strict } = dialectOf(target)
    await target.run(
      `create table secret_key_checks (id ${text} primary key, check_value ${text} not null, recorded_at ${integer} not null)${strict}`,
    )
  },
}
