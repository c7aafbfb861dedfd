// The audit trail as comma-separated values: RFC 4180, for people with a spreadsheet.
import { timestamp } from '../../platform/http/json-api/index.ts'
import type { AuditEvent } from '../audit-event.ts'

const COLUMNS: readonly [name: string, of: (event: AuditEvent) => string | null][] = [
  ['timestamp', ({ recordedAt }) => timestamp(recordedAt)],
  ['accessor', ({ accessor }) => accessor.name],
  ['accessor_id', ({ accessor }) => accessor.id],
  ['action', ({ action }) => action],
  ['resource_type', ({ resource }) => resource.type],
  ['resource_id', ({ resource }) => resource.id],
  ['meta', ({ resource }) => (resource.meta === undefined ? null : JSON.stringify(resource.meta))],
  ['request_id', ({ requestId }) => requestId],
  ['remote_address', ({ remoteAddress }) => remoteAddress],
]
/** What spreadsheets begin a formula with, also in full width. https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

/** A line with the names of the columns, then one for each event. */
export async function* csvOf(batches: AsyncIterable<readonly AuditEvent[]>): AsyncGenerator<string> {
  yield lineOf(COLUMNS.map(([name]) => name))
  for await (const batch of batches) yield batch.map((event) => lineOf(COLUMNS.map(([, of]) => of(event)))).join('')
}

function lineOf(cells: readonly (string | null)[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`
}

/** @returns text that no spreadsheet calculates */
function cellOf(value: string | null): string {
  const text = value ?? ''
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}
