// What the doctor says of connections to git hosts: whether the hosts still accept their credentials.
import type { Database } from '../../database/index.ts'
import { refusedConnections } from '../../vcs/index.ts'
import type { Config } from '../config/index.ts'
import { withExistingDatabase } from '../data-directory/existing-database.ts'
import type { Finding } from './finding.ts'

const MAX_NAMED = 20

/** What servers have found out so far. Contacts no host. */
export async function examineConnections(config: Config): Promise<Finding> {
  return (await withExistingDatabase(config, knownProblems)) ?? NONE
}

const NONE: Finding = { outcome: 'ok', finding: 'not looked at, because there is no database that is up to date' }

async function knownProblems({ queries }: Database): Promise<Finding> {
  const refused = await refusedConnections(queries, MAX_NAMED + 1)
  if (refused.length === 0) return { outcome: 'ok', finding: 'no host is known to refuse a credential' }
  const names = refused.slice(0, MAX_NAMED).map(({ organization, name, httpUrl, stateDetail }) => {
    const reason = stateDetail === null ? '' : ` (${stateDetail})`
    return `${name ?? httpUrl} of ${organization}${reason}`
  })
  const more = refused.length > MAX_NAMED ? ', and more' : ''
  return { outcome: 'warning', finding: `set a new token, or sign in again; hosts refuse ${names.join(', ')}${more}` }
}
