// What the doctor says of quotas: which are set, and which organizations have reached one.
import type { Database } from '../../database/index.ts'
import type { Quotas } from '../../organizations/index.ts'
import type { Config } from '../config/index.ts'
import { withExistingDatabase } from '../data-directory/existing-database.ts'
import { usageOf } from '../quotas/usage.ts'
import type { Finding } from './finding.ts'
import { everyOrganization } from './organization-name-rows.ts'

const MAX_NAMED = 20
const COUNTED = ['modules', 'versions', 'bytes', 'tokens'] as const

export async function examineQuotas(config: Config): Promise<Finding> {
  const { user, organization } = config.quotas
  const set = [
    ...(['organizations', 'tokens'] as const).flatMap((what) => (user[what] === undefined ? [] : [`${user[what]} ${what} per user`])),
    ...COUNTED.flatMap((what) => (organization[what] === undefined ? [] : [`${organization[what]} ${what} per organization`])),
  ]
  if (set.length === 0) return { outcome: 'ok', finding: 'none is set: users and organizations may have as much as they want' }
  const reached = (await withExistingDatabase(config, (database) => reachedIn(database, organization))) ?? []
  if (reached.length === 0) return { outcome: 'ok', finding: `${set.join(', ')}; no organization has reached one` }
  const more = reached.length > MAX_NAMED ? ', and more' : ''
  return { outcome: 'warning', finding: `organizations that have reached one: ${reached.slice(0, MAX_NAMED).join(', ')}${more}` }
}

/** For people: `acme (10 of 10 modules)`. */
async function reachedIn({ queries }: Database, quotas: Quotas['organization']): Promise<string[]> {
  const reached: string[] = []
  for (const { id, name } of await everyOrganization(queries)) {
    const usage = await usageOf(queries, id)
    for (const what of COUNTED) {
      const limit = quotas[what]
      if (limit !== undefined && usage[what] >= limit) reached.push(`${name} (${usage[what]} of ${limit} ${what})`)
    }
  }
  return reached
}
