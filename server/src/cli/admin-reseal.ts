import { openInstallation } from '../app/installation.ts'
import { migrateToLatest } from '../database/index.ts'
import { createSecretBox } from '../platform/secrets/index.ts'
import { resealCredentials } from '../vcs/index.ts'
import type { Command } from './command.ts'

export const reseal: Command = {
  name: 'admin reseal',
  purpose: 'Encrypt stored credentials under the current secret key, after it was replaced',
  usage: '',
  details: [
    'To replace the secret key, put the new one on the first line of TERRACE_SECRET_KEY_FILE, leave the former one below it,',
    'restart every server, and run this. API tokens follow by themselves when they are used: the former key can be removed',
    'when all that matter were used once. Those that were not stop working then.',
  ],
  options: {},
  async run(_values, { env, stdout }) {
    await using installation = await openInstallation(env)
    const { database, keyring } = installation
    await migrateToLatest(database)
    const box = createSecretBox(keyring.key('credentials'), keyring.formerKeys('credentials'))
    stdout.write(`${await resealCredentials(database.queries, box)} values were encrypted anew.\n`)
    return 0
  },
}
