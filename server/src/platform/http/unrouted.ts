// The failures of requests that reach no route, in the form of the protocol that they were meant for.
import type { IncomingHttpHeaders } from 'node:http'
import type { HttpFailure } from './failures/status.ts'
import { jsonApiFailure } from './json-api/index.ts'

/** The address prefix of JSON:API, and the product name that clients receive. */
export interface JsonApiPlace {
  /** of addresses, without a slash at the end */
  prefix: string
  appName: string
}

export interface UnroutedAnswer {
  headers: Record<string, string>
  body: string
}

/** A page in place of JSON. */
export type FailurePage = (headers: IncomingHttpHeaders) => UnroutedAnswer

/** What programs call, whatever they accept. */
const FOR_PROGRAMS = /^\/(?:api|auth|oauth|webhooks|_archivist|\.well-known)(?:[/?]|$)/

/** Whether somebody in a browser opened an address that nothing answers. */
export function isForPeople({ status }: HttpFailure, url: string, { accept = '' }: IncomingHttpHeaders): boolean {
  return (status === 404 || status === 400) && accept.includes('text/html') && !FOR_PROGRAMS.test(url)
}

/**
 * @param url undefined when it was not understood
 * @param jsonApi undefined for a server without the management API
 */
export function unroutedAnswer(failure: HttpFailure, url: string | undefined, jsonApi: JsonApiPlace | undefined): UnroutedAnswer {
  if (jsonApi !== undefined && (url === undefined || url.startsWith(`${jsonApi.prefix}/`))) return jsonApiFailure(failure, jsonApi.appName)
  return {
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ errors: failure.problems.map(({ detail }) => detail) }),
  }
}
