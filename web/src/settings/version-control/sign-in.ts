import type { OAuthClient } from '../../api/version-control/connections.ts'

/** Where the host asks for consent. It leads back to the page of the connection, which then tests it. */
export function signInAddress(org: string, { id, attributes }: OAuthClient): string {
  const page = `/app/${encodeURIComponent(org)}/settings/version-control/${id}?test=true`
  return `${attributes['connect-path']}&return_to=${encodeURIComponent(page)}`
}

/** Leaves the interface. */
export function signInAt(org: string, client: OAuthClient): void {
  location.assign(signInAddress(org, client))
}
