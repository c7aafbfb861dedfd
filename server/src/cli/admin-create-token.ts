import { openIdentity } from '../app/identity.ts'
import { type Command, required } from './command.ts'

export const createToken: Command = {
  name: 'admin create-token',
  purpose: 'Create an API token for a user, and print the token alone on standard output',
  usage: '--username NAME [--description TEXT]',
  details: [
    '--username NAME       an existing user',
    '--description TEXT    what the token is for',
    '',
    'The token cannot be shown again. It expires after TERRACE_TOKEN_MONTHS.',
  ],
  options: { username: { type: 'string' }, description: { type: 'string' } },
  async run(values, { env, stdout }) {
    const username = required(values, 'username')
    await using identity = await openIdentity(env)
    const user = await identity.userRegistry.named(username)
    const description = typeof values['description'] === 'string' ? values['description'] : 'created on the command line'
    const { text } = await identity.tokenIssuer.issue(user.id, { description })
    stdout.write(`${text}\n`)
    return 0
  },
}
