// GitHub's API address, when only the browser's address is known.

const GITHUB_COM = /^(?:www\.)?github\.com$/i
/** GitHub Enterprise Cloud with data residency: one host per customer. */
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

/** Without an `api-url`, a connection stores the browser's address, where GitHub has no API. */
export function apiUrlOf({ httpUrl, apiUrl }: { httpUrl: string; apiUrl: string }): string {
  const [http, api] = [httpUrl, apiUrl].map((url) => url.replace(/\/+$/, ''))
  return http === api ? apiUrlFor(httpUrl) : apiUrl
}
