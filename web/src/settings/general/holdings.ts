import type { Entitlements } from '../../api/organizations.ts'
import { formatBytes, formatNumber } from '../../components/numbers.ts'

/** What an organization has, and may have. */
export function holdingsOf(held: Entitlements): [string, string][] {
  return [
    ['Modules', ofLimit(held['module-count'], held['module-limit'], formatNumber)],
    ['Versions', ofLimit(held['version-count'], held['version-limit'], formatNumber)],
    ['Archives', ofLimit(held['byte-count'], held['byte-limit'], formatBytes)],
    ['Tokens', ofLimit(held['token-count'], held['token-limit'], formatNumber)],
  ]
}

function ofLimit(count: number, limit: number | null, format: (value: number) => string): string {
  return limit === null ? format(count) : `${format(count)} of ${format(limit)}`
}
