import { randomBytes } from 'node:crypto'
import { openIdentity } from '../app/identity.ts'
import { type Command, firstLine, required, UsageError } from './command.ts'

const GENERATED_BYTES = 18

export const setPassword: Command = {
  name: 'admin set-password',
  purpose: 'Set the password with which a user signs in to the web pages and to `terraform login`',
  usage: '--username NAME [--generate]',
  details: [
    '--username NAME    an existing user',
    '--generate         make a password, and print it alone on standard output',
    '',
    'Without --generate, the password is the first line of standard input, at least 12 characters.',
    'Every browser the user is signed in with is signed out. Tokens stay as they are.',
  ],
  options: { username: { type: 'string' }, generate: { type: 'boolean' } },
  async run(values, { env, stdin, stdout, stderr }) {
    const username = required(values, 'username')
    const generated = values['generate'] === true ? randomBytes(GENERATED_BYTES).toString('base64url') : undefined
    if (generated === undefined && stdin.isTTY === true) stderr.write('New password (it will be visible): ')
    const password = generated ?? (await firstLine(stdin))
    if (password === '') throw new UsageError('there is no password on standard input')
    await using identity = await openIdentity(env)
    const user = await identity.userRegistry.named(username)
    await identity.passwordResets.reset(user.id, password)
    if (generated !== undefined) stdout.write(`${generated}\n`)
    stderr.write(`${user.username} has a new password.\n`)
    return 0
  },
}
