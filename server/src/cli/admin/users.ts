// What an operator does with users who exist: each action of the API's site administration, by user name.

import type { UserAction } from '../../accounts/index.ts'
import { openIdentity } from '../../app/identity.ts'
import { type Command, required } from '../terminal/command.ts'
import { printTable } from '../terminal/table.ts'

export const listUsers: Command = {
  name: 'admin list-users',
  purpose: 'List users: name, e-mail address, site administrator, suspended since',
  usage: '[--site-admins] [--suspended]',
  details: ['--site-admins    only those who administer the site', '--suspended      only suspended users'],
  options: { 'site-admins': { type: 'boolean' }, suspended: { type: 'boolean' } },
  async run(values, { env, stdout }) {
    await using identity = await openIdentity(env)
    const users = await identity.userRegistry.list({
      ...(values['site-admins'] === true ? { siteAdmin: true } : {}),
      ...(values['suspended'] === true ? { suspended: true } : {}),
    })
    const rows = users.map(({ username, email, siteAdmin, suspendedAt }) => [
      username,
      email,
      siteAdmin ? 'yes' : 'no',
      suspendedAt === null ? '-' : new Date(suspendedAt).toISOString(),
    ])
    printTable(stdout, ['USERNAME', 'EMAIL', 'SITE-ADMIN', 'SUSPENDED'], rows)
    return 0
  },
}

/** @param done what is said of the user afterwards */
function userCommand(verb: string, purpose: string, action: UserAction, done: string): Command {
  return {
    name: `admin ${verb}`,
    purpose,
    usage: '--username NAME',
    details: ['--username NAME    an existing user', '', 'Takes effect at once, also for servers that are running.'],
    options: { username: { type: 'string' } },
    async run(values, { env, stderr }) {
      const username = required(values, 'username')
      await using identity = await openIdentity(env)
      const user = await identity.userRegistry.act(username, action)
      stderr.write(`${user.username} ${done}.\n`)
      return 0
    },
  }
}

export const suspendUser = userCommand('suspend-user', 'Suspend a user: their tokens and sessions stop working', 'suspend', 'is suspended')
export const unsuspendUser = userCommand('unsuspend-user', 'End the suspension of a user', 'unsuspend', 'is no longer suspended')
export const grantAdmin = userCommand('grant-site-admin', 'Make a user a site administrator', 'grant_admin', 'administers the site')
export const revokeAdmin = userCommand(
  'revoke-site-admin',
  'Make a site administrator an ordinary user',
  'revoke_admin',
  'no longer administers the site',
)
