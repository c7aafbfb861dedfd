// Where GitHub's API is, for people who give only the address they see in a browser.

const GITHUB_COM = /^(?:www\.)?github\.com$/i
/** GitHub Enterprise Cloud with data residency: every customer has a host of its own. */
const GHE_COM = /^[a-z0-9-]+\.ghe\.com$/i

/**
 * Sources: "Getting started with the REST API" of GitHub.com, of GitHub Enterprise Cloud with data residency, and of GitHub
 * Enterprise Server.
 * @param httpUrl a valid URL
 */
export function apiUrlFor(httpUrl: string): string {
  const { hostname, host, protocol } = new URL(httpUrl)
  if (GITHUB_COM.test(hostname)) return 'https://api.github.com'
  if (GHE_COM.test(hostname)) return `${protocol}//api.${host}`
  return `${httpUrl.replace(/\/+$/, '')}/api/v3`
}

/** A connection made without an `api-url` has the address for browsers there; GitHub has no API at that address. */
export function apiUrlOf({ httpUrl, apiUrl }: { httpUrl: string; apiUrl: string }): string {
  const [http, api] = [httpUrl, apiUrl].map((url) => url.replace(/\/+$/, ''))
  return http === api ? apiUrlFor(httpUrl) : apiUrl
}
