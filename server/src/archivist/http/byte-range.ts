import type { ByteRange } from '../stores/object-store.ts'

/**
 * Reads a Range header (RFC 9110, section 14).
 * @returns `whole` when there is none to honour (another unit, or several ranges: a server may answer those in full)
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'whole' | 'unsatisfiable' {
  if (header === undefined || !header.startsWith('bytes=') || header.includes(',')) return 'whole'
  const [, from, to] = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/.exec(header) ?? []
  if (from === undefined || to === undefined || (from === '' && to === '')) return 'unsatisfiable'
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  return first <= last ? { first, last } : 'unsatisfiable'
}
