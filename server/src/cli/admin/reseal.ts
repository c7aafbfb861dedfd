import { openInstallation } from '../../app/installation.ts'
import { prepareDatabase } from '../../app/prepare-database.ts'
import { SecretKeyCheck } from '../../app/secret-key/index.ts'
import { systemClock } from '../../kernel/index.ts'
import { createSecretBox } from '../../platform/secrets/index.ts'
import { resealCredentials } from '../../vcs/index.ts'
import type { Command, Terminal } from '../terminal/command.ts'
import { printTable } from '../terminal/table.ts'
import { dayOf } from './tokens.ts'

export const reseal: Command = {
  name: 'admin reseal',
  purpose: 'Encrypt stored credentials again, after the secret key was replaced',
  usage: '',
  details: [
    'To replace the secret key: put the new one on the first line of TERRACE_SECRET_KEY_FILE and leave the previous one below it.',
    'Restart every server and worker, then run this command. API tokens switch to the new key when they are used.',
    'It also lists the tokens that still need the previous key, because nobody has used them since. Run it again to see what is left.',
    'Remove the previous key once no token that matters is listed; those that are then stop working.',
  ],
  options: {},
  async run(_values, { env, stdout }) {
    await using installation = await openInstallation(env)
    const { database, keyring } = installation
    await prepareDatabase(installation)
    const box = createSecretBox(keyring.key('credentials'), keyring.formerKeys('credentials'))
    stdout.write(`${await resealCredentials(database.queries, box)} values were encrypted again.\n`)
    printTokens(await new SecretKeyCheck({ database, keyring, clock: systemClock }).tokensOfFormerKeys(), stdout)
    return 0
  },
}

function printTokens(tokens: Awaited<ReturnType<SecretKeyCheck['tokensOfFormerKeys']>>, stdout: Terminal['stdout']): void {
  if (tokens.length === 0) return
  stdout.write(`\nThese tokens need the previous key until they are used (${tokens.length}):\n\n`)
  const rows = tokens.map(({ id, owner, createdAt, lastUsedAt, description }) => [
    id,
    owner,
    dayOf(createdAt, '-'),
    dayOf(lastUsedAt, 'never'),
    description ?? '',
  ])
  printTable(stdout, ['ID', 'OWNER', 'CREATED', 'LAST-USED', 'DESCRIPTION'], rows)
}
