// What the address of the audit trail says. Unknown parameters are dropped, wrong ones are left out.
import type { AuditFilter } from '../../api/audit-trail.ts'

export interface AuditSearch extends AuditFilter {
  page?: number
}

/** In the order of the form. */
export const FILTERS = [
  { name: 'since', label: 'From', type: 'date' },
  { name: 'until', label: 'Until', type: 'date' },
  { name: 'accessor', label: 'Who', type: 'text' },
  { name: 'action', label: 'Action', type: 'text' },
  { name: 'type', label: 'Kind of object', type: 'text' },
  { name: 'object', label: 'Id of the object', type: 'text' },
] as const satisfies readonly { name: keyof AuditFilter; label: string; type: 'date' | 'text' }[]

/** https://tc39.es/ecma262/#sec-date-time-string-format */
const DAY = /^\d{4}-\d{2}-\d{2}$/

export function auditSearch(given: Record<string, unknown>): AuditSearch {
  const search: AuditSearch = {}
  for (const { name, type } of FILTERS) {
    const text = textOf(given[name])
    if (text !== '' && (type === 'text' || isDay(text))) search[name] = text
  }
  const { page } = given
  if (typeof page === 'number' && Number.isInteger(page) && page > 1) search.page = page
  return search
}

function isDay(text: string): boolean {
  return DAY.test(text) && !Number.isNaN(Date.parse(text))
}

/** The router reads `42` as a number. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
}
