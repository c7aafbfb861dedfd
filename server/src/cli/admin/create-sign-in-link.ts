import { openIdentity } from '../../app/identity.ts'
import { type Command, required, UsageError } from '../terminal/command.ts'

const MINUTE = 60_000
const DEFAULT_MINUTES = 15
const MAX_MINUTES = 24 * 60

export const createSignInLink: Command = {
  name: 'admin create-sign-in-link',
  purpose: 'Print a link that signs a user in to the web interface once',
  usage: '--username NAME [--minutes NUMBER]',
  details: [
    '--username NAME     an existing user; they need no password',
    `--minutes NUMBER    how long the link can be used: 1 to ${MAX_MINUTES} (default: ${DEFAULT_MINUTES})`,
    '',
    'Send it to nobody but the user: whoever opens it first is signed in.',
  ],
  options: { username: { type: 'string' }, minutes: { type: 'string' } },
  async run(values, { env, stdout }) {
    const username = required(values, 'username')
    const lifetime = minutesOf(values['minutes']) * MINUTE
    await using identity = await openIdentity(env)
    const user = await identity.userRegistry.named(username)
    const secret = await identity.signInLinks.create(user, lifetime)
    stdout.write(`${identity.publicUrl}/login/link?secret=${secret}\n`)
    return 0
  },
}

function minutesOf(text: unknown): number {
  if (typeof text !== 'string') return DEFAULT_MINUTES
  const minutes = Number(text)
  if (/^\d+$/.test(text) && minutes >= 1 && minutes <= MAX_MINUTES) return minutes
  throw new UsageError(`--minutes must be a number from 1 to ${MAX_MINUTES}; got "${text}"`)
}
