// What the address of the audit trail says. Unknown parameters are dropped, wrong ones are left out.
import type { AuditFilter } from '../../api/audit-trail.ts'

export interface AuditSearch extends AuditFilter {
  page?: number
}

const DAYS = ['since', 'until'] as const
const TEXTS = ['accessor', 'action', 'type', 'object'] as const
const DAY = /^\d{4}-\d\d-\d\d$/

export function auditSearch(given: Record<string, unknown>): AuditSearch {
  const search: AuditSearch = {}
  for (const name of [...DAYS, ...TEXTS]) {
    const value = given[name]
    // The router reads `42` as a number.
    const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
    const isDay = DAY.test(text) && !Number.isNaN(Date.parse(text))
    if (text !== '' && (isDay || (TEXTS as readonly string[]).includes(name))) search[name] = text
  }
  const { page } = given
  if (typeof page === 'number' && Number.isInteger(page) && page > 1) search.page = page
  return search
}
