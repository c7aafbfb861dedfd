// What all requests to GitHub's API share.
import { HostClient } from '../../host/host-client.ts'
import type { HostParts } from '../../host/provider.ts'
import { apiUrlOf } from './address.ts'

/** Pins the shape of responses; older servers ignore it. */
const API_VERSION = '2022-11-28'

/** @param token undefined for the few requests that need none */
export function githubClient(at: { httpUrl: string; apiUrl: string }, token: string | undefined, parts: HostParts): HostClient {
  return new HostClient({
    ...parts,
    name: 'GitHub',
    apiUrl: apiUrlOf(at),
    headers: {
      accept: 'application/vnd.github+json',
      'x-github-api-version': API_VERSION,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  })
}

/** @returns the address of the next page; undefined on the last one. Source: RFC 8288, section 3 */
export function nextPage(headers: Readonly<Record<string, string>>): string | undefined {
  return /<([^>]+)>\s*;[^,]*\brel="?next"?/.exec(headers['link'] ?? '')?.[1]
}

/** `owner/name`, as part of a path. */
export function repositoryPath(identifier: string): string {
  return `/repos/${identifier.split('/').map(encodeURIComponent).join('/')}`
}
