// Quotas among the settings: how much a user and an organization may have.
import type { Attempt } from './attempt.ts'
import type { SettingName } from './environment.ts'
import { parseWhole } from './values.ts'

const MAX_COUNT = 1_000_000_000
/** That one process keeps open at all. */
const MAX_STREAMS = 500
const MEGABYTE = 1024 ** 2

/** Quotas as `organizations/` has them. An unset one is no limit, except for streams. */
export type QuotaSettings = ReturnType<typeof readQuotas>

export function readQuotas(attempt: Attempt) {
  const count = (name: SettingName, unit = 1) =>
    attempt<number | undefined>(name, (text) => parseWhole(text, 1, MAX_COUNT) * unit, undefined)
  const streams = (name: SettingName, fallback: number) => attempt(name, (text) => parseWhole(text, 1, MAX_STREAMS), fallback)
  return {
    user: {
      organizations: count('TERRACE_QUOTA_USER_ORGANIZATIONS'),
      tokens: count('TERRACE_QUOTA_USER_TOKENS'),
      streams: streams('TERRACE_QUOTA_USER_STREAMS', 10),
    },
    organization: {
      modules: count('TERRACE_QUOTA_ORGANIZATION_MODULES'),
      versions: count('TERRACE_QUOTA_ORGANIZATION_VERSIONS'),
      bytes: count('TERRACE_QUOTA_ORGANIZATION_MEGABYTES', MEGABYTE),
      tokens: count('TERRACE_QUOTA_ORGANIZATION_TOKENS'),
      streams: streams('TERRACE_QUOTA_ORGANIZATION_STREAMS', 100),
    },
  }
}
