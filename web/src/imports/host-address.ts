// Where a git host shows a file at a commit.

import type { LineRange } from '../addresses/line-range.ts'
import type { ModuleResource, ModuleVersion } from '../api/modules.ts'

type Repository = NonNullable<ModuleResource['attributes']['vcs-repo']>

interface Place {
  url: string
  commit: string
  /** in the repository, encoded */
  path: string
  lines: LineRange | undefined
}

const slashed = ({ lines }: Place, separator = '-L') =>
  lines === undefined ? '' : `#L${lines.first}${lines.last === lines.first ? '' : separator + lines.last}`
const github = (place: Place) => `${place.url}/blob/${place.commit}/${place.path}${slashed(place)}`
const gitlab = (place: Place) => `${place.url}/-/blob/${place.commit}/${place.path}${slashed(place, '-')}`
const gitea = (place: Place) => `${place.url}/src/commit/${place.commit}/${place.path}${slashed(place)}`
const bitbucketCloud = ({ url, commit, path, lines }: Place) =>
  `${url}/src/${commit}/${path}${lines === undefined ? '' : `#lines-${lines.first}:${lines.last}`}`
const bitbucketServer = ({ url, commit, path, lines }: Place) =>
  `${url}/browse/${path}?at=${commit}${lines === undefined ? '' : `#${lines.first}-${lines.last}`}`
const azure = ({ url, commit, path, lines }: Place) =>
  `${url}?version=GC${commit}&path=/${path}${lines === undefined ? '' : `&line=${lines.first}&lineEnd=${lines.last + 1}&lineStartColumn=1&lineEndColumn=1`}`

const HOSTS: Readonly<Record<string, (place: Place) => string>> = {
  ado_server: azure,
  ado_services: azure,
  bitbucket_data_center: bitbucketServer,
  bitbucket_hosted: bitbucketCloud,
  bitbucket_server: bitbucketServer,
  forgejo: gitea,
  gitea,
  github,
  github_app: github,
  github_enterprise: github,
  gitlab_community_edition: gitlab,
  gitlab_enterprise_edition: gitlab,
  gitlab_hosted: gitlab,
}

/** @param path in the package @returns undefined where the host has no page for it, or none that is known */
export function hostAddress(
  repository: Repository | null,
  { 'commit-sha': commit }: Pick<ModuleVersion, 'commit-sha'>,
  path: string,
  lines?: LineRange,
): string | undefined {
  const url = repository?.['repository-http-url'] ?? ''
  const format = HOSTS[repository?.['service-provider'] ?? '']
  if (format === undefined || commit === null || !/^https?:\/\//.test(url)) return undefined
  const inRepository = [...(repository?.['source-directory'] ?? '').split('/'), ...path.split('/')].filter((part) => part !== '')
  return format({ url: url.replace(/\/$/, ''), commit, path: inRepository.map(encodeURIComponent).join('/'), lines })
}
