import { openIdentity } from '../../app/identity.ts'
import type { TokenId } from '../../kernel/index.ts'
import { type Command, required, UsageError } from '../terminal/command.ts'
import { printTable } from '../terminal/table.ts'

export const listTokens: Command = {
  name: 'admin list-tokens',
  purpose: "List a user's API tokens, without the tokens themselves",
  usage: '--username NAME',
  details: ['--username NAME    an existing user'],
  options: { username: { type: 'string' } },
  async run(values, { env, stdout }) {
    const username = required(values, 'username')
    await using identity = await openIdentity(env)
    const { id } = await identity.userRegistry.named(username)
    const tokens = await identity.operatorTokens.ofUser(id)
    const rows = tokens.map((token) => [
      token.id,
      dayOf(token.createdAt, '-'),
      dayOf(token.lastUsedAt, 'never'),
      dayOf(token.expiresAt, 'never'),
      token.description ?? '',
    ])
    printTable(stdout, ['ID', 'CREATED', 'LAST-USED', 'EXPIRES', 'DESCRIPTION'], rows)
    return 0
  },
}

export const revokeToken: Command = {
  name: 'admin revoke-token',
  purpose: 'Revoke one API token of a user, or all of them',
  usage: '--id TOKEN-ID | --username NAME --all',
  details: [
    '--id TOKEN-ID      as admin list-tokens shows it: at-…',
    '--username NAME    with --all: every token of this user',
    '',
    'Takes effect at once, also for servers that are running. Browser sessions go on; admin suspend-user ends those too.',
  ],
  options: { id: { type: 'string' }, username: { type: 'string' }, all: { type: 'boolean' } },
  async run(values, { env, stderr }) {
    const all = values['all'] === true
    if (all === (values['id'] !== undefined)) throw new UsageError('name one token with --id, or a user with --username and --all')
    const named = required(values, all ? 'username' : 'id')
    await using identity = await openIdentity(env)
    const count = all
      ? await identity.operatorTokens.revokeAll((await identity.userRegistry.named(named)).id)
      : await identity.operatorTokens.revoke(named as TokenId).then(() => 1)
    stderr.write(`Revoked ${count} ${count === 1 ? 'token' : 'tokens'}.\n`)
    return 0
  },
}

/** As the commands print it. */
export function dayOf(time: number | null, otherwise: string): string {
  return time === null ? otherwise : new Date(time).toISOString().slice(0, 10)
}
