import { openIdentity } from '../../app/identity.ts'
import { momentOf } from '../../kernel/index.ts'
import { type Command, required, UsageError } from '../terminal/command.ts'

export const createToken: Command = {
  name: 'admin create-token',
  purpose: 'Create an API token for a user, and print the token alone on standard output',
  usage: '--username NAME [--description TEXT] [--expires TIME]',
  details: [
    '--username NAME       an existing user',
    '--description TEXT    what the token is for',
    '--expires TIME        a date or time in ISO 8601 (2027-01-31, 2027-01-31T12:00:00Z), or never; default: TERRACE_TOKEN_MONTHS from now',
    '',
    'The token cannot be shown again. It is made even if the user has as many tokens as TERRACE_QUOTA_USER_TOKENS allows.',
  ],
  options: { username: { type: 'string' }, description: { type: 'string' }, expires: { type: 'string' } },
  async run(values, { env, stdout }) {
    const username = required(values, 'username')
    const expiresAt = expiryOf(values['expires'])
    await using identity = await openIdentity(env)
    const user = await identity.userRegistry.named(username)
    const description = typeof values['description'] === 'string' ? values['description'] : 'created on the command line'
    const { text } = await identity.tokenIssuer.issue(user.id, { description, expiresAt })
    stdout.write(`${text}\n`)
    return 0
  },
}

/** @returns milliseconds; null for never; undefined when nothing is said */
function expiryOf(text: unknown): number | null | undefined {
  if (typeof text !== 'string') return undefined
  if (text === 'never') return null
  const moment = momentOf(text)
  if (moment === undefined) throw new UsageError(`--expires must be a date or time in ISO 8601, or never; got "${text}"`)
  return moment
}
