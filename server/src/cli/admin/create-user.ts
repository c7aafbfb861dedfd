import { openIdentity } from '../../app/identity.ts'
import { type Command, required } from '../terminal/command.ts'

export const createUser: Command = {
  name: 'admin create-user',
  purpose: 'Create a user',
  usage: '--username NAME --email ADDRESS [--site-admin]',
  details: [
    '--username NAME    letters, digits, - and _',
    '--email ADDRESS    the account accepts invitations that wait for it',
    '--site-admin       administers the whole installation',
  ],
  options: { username: { type: 'string' }, email: { type: 'string' }, 'site-admin': { type: 'boolean' } },
  async run(values, { env, stdout, stderr }) {
    const registration = {
      username: required(values, 'username'),
      email: required(values, 'email'),
      siteAdmin: values['site-admin'] === true,
    }
    await using identity = await openIdentity(env)
    const user = await identity.userRegistry.register(registration)
    stdout.write(`${user.id}\n`)
    stderr.write(`Created the user ${user.username}. To create a token: terrace admin create-token --username ${user.username}\n`)
    return 0
  },
}
