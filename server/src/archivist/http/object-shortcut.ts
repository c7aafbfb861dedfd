// Archives that are in memory, without the framework: see docs/decisions/0008. It answers only what it is certain of. Everything
// else, refusals and ranges included, is left to the routes in objects.ts.
import type { IncomingHttpHeaders } from 'node:http'
import { parse } from 'node:querystring'
import type { Shortcut } from '../../platform/http/index.ts'
import type { Archivist } from '../archivist.ts'
import { parseKey } from '../keys.ts'
import { OBJECT_PATH } from '../signed-urls.ts'
import { OBJECT_ROUTE, rawHeadersOfArchive } from './archive-headers.ts'

export function createObjectShortcut({ isInMemory, verify, find }: Pick<Archivist, 'isInMemory' | 'verify' | 'find'>): Shortcut {
  return ({ method, url, headers }, response, headersOfAnswer) => {
    const wanted = method === 'GET' && url?.startsWith(OBJECT_PATH) === true && !isConditional(headers) ? targetOf(url) : undefined
    if (wanted === undefined || !isInMemory(wanted.key)) return undefined
    const parsed = parseKey(wanted.key)
    if (parsed?.kind !== 'module' || verify('read', wanted.key, wanted.query) !== 'valid') return undefined
    const send = (bytes: Buffer | undefined) => {
      if (bytes === undefined) return undefined
      const answer = headersOfAnswer()
      answer.push(...rawHeadersOfArchive(parsed.sha256), 'content-length', String(bytes.length))
      response.writeHead(200, answer).end(bytes)
      return OBJECT_ROUTE
    }
    // The routes find out again what is wrong, and say it.
    return find(wanted.key).then(
      (found) => send(found?.bytes),
      () => undefined,
    )
  }
}

/** Wants less than the whole archive, or perhaps nothing. */
function isConditional(headers: IncomingHttpHeaders): boolean {
  return headers.range !== undefined || headers['if-none-match'] !== undefined || headers['if-range'] !== undefined
}

function targetOf(url: string): { key: string; query: Record<string, unknown> } | undefined {
  const end = url.indexOf('?')
  return end === -1 ? undefined : { key: url.slice(OBJECT_PATH.length, end), query: parse(url.slice(end + 1)) }
}
