// Which account at the identity provider signs a user in. Users link their own on a page; the operator links anybody's.
import { openIdentity } from '../../app/identity.ts'
import { type Command, required, UsageError } from '../terminal/command.ts'

export const linkIdentity: Command = {
  name: 'admin link-identity',
  purpose: 'Let an account at the identity provider sign a user in',
  usage: '--username NAME --subject SUBJECT',
  details: [
    '--username NAME      an existing user',
    '--subject SUBJECT    the claim "sub" of the account, which the provider shows as its id',
    '',
    'Make sure that both are the same person: whoever has that account becomes this user.',
  ],
  options: { username: { type: 'string' }, subject: { type: 'string' } },
  async run(values, { env, stderr }) {
    const [username, subject] = [required(values, 'username'), required(values, 'subject')]
    await using identity = await openIdentity(env)
    const { issuer } = identity
    if (issuer === undefined) throw new UsageError('TERRACE_OIDC_ISSUER names no identity provider')
    const user = await identity.userRegistry.named(username)
    await identity.providerUsers.link('operator', user, { issuer, subject })
    stderr.write(`${subject} at ${issuer} signs ${user.username} in.\n`)
    return 0
  },
}

export const unlinkIdentity: Command = {
  name: 'admin unlink-identity',
  purpose: 'Take the account at the identity provider from a user',
  usage: '--username NAME',
  details: [
    '--username NAME    an existing user',
    '',
    'Sessions and tokens go on; admin suspend-user ends those. The next sign-in with that account makes a new user.',
  ],
  options: { username: { type: 'string' } },
  async run(values, { env, stderr }) {
    const username = required(values, 'username')
    await using identity = await openIdentity(env)
    const user = await identity.userRegistry.named(username)
    await identity.providerUsers.unlink('operator', user)
    stderr.write(`${user.username} has no account at the identity provider any more.\n`)
    return 0
  },
}
