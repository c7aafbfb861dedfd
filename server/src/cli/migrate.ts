import { openInstallation } from '../app/installation.ts'
import { migrateToLatest, pendingMigrations } from '../database/index.ts'
import type { Command } from './command.ts'

export const migrate: Command = {
  name: 'migrate',
  purpose: 'Bring the database to the tables this version needs',
  usage: '[--check]',
  details: ['--check   only say what is missing; exit code 1 when something is', '', '`terrace serve` does this by itself at its start.'],
  options: { check: { type: 'boolean' } },
  async run(values, { env, stdout }) {
    await using installation = await openInstallation(env)
    const pending = await pendingMigrations(installation.database)
    if (values['check'] !== true) await migrateToLatest(installation.database)
    const verb = values['check'] === true ? 'missing' : 'applied'
    stdout.write(pending.length === 0 ? 'The database is up to date.\n' : `${pending.map((name) => `${verb}: ${name}`).join('\n')}\n`)
    return values['check'] === true && pending.length > 0 ? 1 : 0
  },
}
