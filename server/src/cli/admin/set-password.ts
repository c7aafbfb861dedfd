import { randomBytes } from 'node:crypto'
import { openIdentity } from '../../app/identity.ts'
import { type Command, firstLine, hiddenLine, required, UsageError } from '../terminal/command.ts'

const GENERATED_BYTES = 18

export const setPassword: Command = {
  name: 'admin set-password',
  purpose: 'Set the password of a user for the web pages and `terraform login`',
  usage: '--username NAME [--generate]',
  details: [
    '--username NAME    an existing user',
    '--generate         generate a password, and print it alone on standard output',
    '',
    'Without --generate, the first line of standard input is the password: at least 12 characters.',
    'All browser sessions of the user end. Tokens stay valid.',
  ],
  options: { username: { type: 'string' }, generate: { type: 'boolean' } },
  async run(values, { env, stdin, stdout, stderr }) {
    const username = required(values, 'username')
    const generated = values['generate'] === true ? randomBytes(GENERATED_BYTES).toString('base64url') : undefined
    const typed = () => (stdin.isTTY === true ? hiddenLine(stdin, stderr, 'New password (not shown): ') : firstLine(stdin))
    const password = generated ?? (await typed())
    if (password === '') throw new UsageError('standard input has no password; write one, or use --generate')
    await using identity = await openIdentity(env)
    const user = await identity.userRegistry.named(username)
    await identity.passwordResets.reset(user.id, password)
    if (generated !== undefined) stdout.write(`${generated}\n`)
    stderr.write(`${user.username} has a new password.\n`)
    return 0
  },
}
