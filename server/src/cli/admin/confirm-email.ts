import { openIdentity } from '../../app/identity.ts'
import { type Command, required } from '../terminal/command.ts'

export const confirmEmail: Command = {
  name: 'admin confirm-email',
  purpose: 'Confirm the e-mail address that a user asked for',
  usage: '--username NAME',
  details: ['--username NAME    an existing user', '', 'The user can then accept invitations to the address: make sure that it is theirs.'],
  options: { username: { type: 'string' } },
  async run(values, { env, stdout }) {
    await using identity = await openIdentity(env)
    const user = await identity.userRegistry.confirmEmail(required(values, 'username'))
    stdout.write(`${user.email}\n`)
    return 0
  },
}
