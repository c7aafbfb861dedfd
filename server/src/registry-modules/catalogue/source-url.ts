/**
 * Where people find the repository, for programs such as Renovate, which take an HTTP URL for the place of source and changelog.
 * @returns without user and password; undefined for what no browser opens
 */
export function sourceUrl(repositoryUrl: string | undefined): string | undefined {
  const url = repositoryUrl === undefined ? null : URL.parse(repositoryUrl)
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  if (url.username === '' && url.password === '') return repositoryUrl
  url.username = ''
  url.password = ''
  return url.href
}
