// GitHub's push events. Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads
import { pushedTagsOf } from '../../host/pushed-tags.ts'
import { hmacHex, sameSecret } from '../../host/signatures.ts'
import type { RawDelivery, WebhookFormat, WebhookNotice } from '../../host/webhook-format.ts'

const PREFIXES: Readonly<Record<string, string>> = { tag: 'refs/tags/', branch: 'refs/heads/' }

export const githubWebhooks: WebhookFormat = {
  verify({ headers, body }, secret) {
    const signature = headers['x-hub-signature-256']
    return signature !== undefined && sameSecret(signature, `sha256=${hmacHex(secret, body)}`)
  },

  parse({ headers, body }) {
    const event = headers['x-github-event'] ?? ''
    const notice = { event: event || 'unknown', deliveryId: headers['x-github-delivery'] }
    const payload = payloadOf(body)
    if (payload === undefined) return { ...notice, kind: 'ignored', refs: [], pushedTags: [] }
    const repositoryExternalId = idOf(payload['repository'])
    const refs = refsOf(event, payload)
    return { ...notice, kind: kindOf(event), refs, pushedTags: pushedTagsIn(event, payload, refs), repositoryExternalId }
  },
}

function kindOf(event: string): WebhookNotice['kind'] {
  if (event === 'ping') return 'ping'
  if (event === 'repository') return 'repository'
  return event === 'push' || event === 'create' || event === 'delete' ? 'push' : 'ignored'
}

/** `push` has the full name; `create` and `delete` have the short name and its type. */
function refsOf(event: string, { ref, ref_type: type }: Record<string, unknown>): string[] {
  if (typeof ref !== 'string' || ref === '') return []
  if (event === 'push') return [ref]
  const prefix = typeof type === 'string' ? PREFIXES[type] : undefined
  return prefix === undefined ? [] : [prefix + ref]
}

function pushedTagsIn(event: string, payload: Record<string, unknown>, refs: readonly string[]): string[] {
  const [created, deleted] = [event === 'create' || payload['created'] === true, event === 'delete' || payload['deleted'] === true]
  const [before, after] = [textOf(payload, 'before'), textOf(payload, 'after')]
  return pushedTagsOf(refs.map((ref) => ({ ref, before, after, created, deleted })))
}

/** The delivery's JSON body; a webhook set up by hand may send it in a form. */
export function payloadOf(body: RawDelivery['body']): Record<string, unknown> | undefined {
  const text = body.toString('utf8')
  try {
    const value: unknown = JSON.parse(text.startsWith('payload=') ? (new URLSearchParams(text).get('payload') ?? '') : text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** @returns the `id` of an object, as text */
export function idOf(value: unknown): string | undefined {
  const id = isRecord(value) ? value['id'] : undefined
  return typeof id === 'number' ? String(id) : undefined
}

/** @returns a member of an object, when it is a string */
export function textOf(value: unknown, member: string): string | undefined {
  const found = isRecord(value) ? value[member] : undefined
  return typeof found === 'string' ? found : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
