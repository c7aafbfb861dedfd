import { openInstallation } from '../app/installation.ts'
import { migrateToLatest, pendingMigrations } from '../database/index.ts'
import type { Command } from './terminal/command.ts'

export const migrate: Command = {
  name: 'migrate',
  purpose: 'Migrate the database to the schema of this version',
  usage: '[--check]',
  details: [
    '--check   only list pending migrations; exit code 1 when there are any',
    '',
    '`terrace serve` and `terrace worker` migrate when they start.',
  ],
  options: { check: { type: 'boolean' } },
  async run(values, { env, stdout }) {
    await using installation = await openInstallation(env)
    const pending = await pendingMigrations(installation.database)
    if (values['check'] !== true) await migrateToLatest(installation.database)
    const verb = values['check'] === true ? 'pending' : 'applied'
    stdout.write(pending.length === 0 ? 'The database is up to date.\n' : `${pending.map((name) => `${verb}: ${name}`).join('\n')}\n`)
    return values['check'] === true && pending.length > 0 ? 1 : 0
  },
}
