// What was typed for a connection that is not made yet, without secrets. The tab remembers it while people are at the host.

const FIELDS = ['http-url', 'name', 'key', 'tenant-id'] as const
type Field = (typeof FIELDS)[number]
export type Draft = Partial<Record<Field, string>>

const keyOf = (org: string, kind: string) => `version-control:draft:${org}:${kind}`

export function draftOf(org: string, kind: string): Draft {
  const stored = sessionStorage.getItem(keyOf(org, kind))
  return stored === null ? {} : (JSON.parse(stored) as Draft)
}

/** Notes a change of a field; other fields, and so all secrets, are left alone. */
export function noteDraft(org: string, kind: string, changed: EventTarget): void {
  if (!(changed instanceof HTMLInputElement)) return
  const { name, value } = changed
  if (!FIELDS.some((field) => field === name)) return
  sessionStorage.setItem(keyOf(org, kind), JSON.stringify({ ...draftOf(org, kind), [name]: value }))
}

export function forgetDraft(org: string, kind: string): void {
  sessionStorage.removeItem(keyOf(org, kind))
}
