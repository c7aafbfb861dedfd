// The failures of requests that reach no route, in the form of the protocol that they were meant for.
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
