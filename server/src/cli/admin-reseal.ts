import { openInstallation } from '../app/installation.ts'
import { prepareDatabase } from '../app/prepare-database.ts'
import { createSecretBox } from '../platform/secrets/index.ts'
import { resealCredentials } from '../vcs/index.ts'
import type { Command } from './command.ts'

export const reseal: Command = {
  name: 'admin reseal',
  purpose: 'Encrypt stored credentials again, after the secret key was replaced',
  usage: '',
  details: [
    'To replace the secret key: put the new one on the first line of TERRACE_SECRET_KEY_FILE and leave the previous one below it.',
    'Restart every server and worker, then run this command. API tokens switch to the new key when they are used.',
    'Remove the previous key once all tokens that matter have been used; the others then stop working.',
  ],
  options: {},
  async run(_values, { env, stdout }) {
    await using installation = await openInstallation(env)
    const { database, keyring } = installation
    await prepareDatabase(installation)
    const box = createSecretBox(keyring.key('credentials'), keyring.formerKeys('credentials'))
    stdout.write(`${await resealCredentials(database.queries, box)} values were encrypted again.\n`)
    return 0
  },
}
