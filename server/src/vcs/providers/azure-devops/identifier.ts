// How Azure DevOps names repositories: `organization/project/_git/repository`; at a Server the collection is the first part. The
// addresses of git, of the API and for browsers all begin with the organization's, which is the connection's.

const NAME = /^[\p{L}\p{N}_.](?:[\p{L}\p{N}\p{M} ._()&!-]{0,254}[\p{L}\p{N}\p{M}_.()!-])?$/u
const EXAMPLE = 'organization/project/_git/terraform-aws-vpc'

export interface AzurePath {
  /** or collection */
  organization: string
  project: string
  repository: string
}

/** @returns what is wrong, for people; undefined when nothing is */
export function identifierProblem(identifier: string): string | undefined {
  if (identifier.trim() === '') return "Identifier can't be blank"
  const segments = identifier.split('/')
  const [organization = '', project = '', git, repository = ''] = segments
  if (segments.length === 3 && project === '_git')
    return `Identifier must name the project: write ${organization}/${git ?? ''}/_git/${git ?? ''}`
  if (segments.length !== 4 || git !== '_git') return `Identifier looks like ${EXAMPLE}`
  if (identifier.includes('%')) return 'Identifier is written as people read it, with spaces instead of %20'
  const wrong = [organization, project, repository].find((name) => !NAME.test(name) || /^\.{1,2}$/.test(name))
  return wrong === undefined ? undefined : `Identifier has a part that is no name at Azure DevOps: ${JSON.stringify(wrong.slice(0, 60))}`
}

/** Of an identifier without problems. */
export function pathOf(identifier: string): AzurePath {
  const [organization = '', project = '', , repository = ''] = identifier.split('/')
  return { organization, project, repository }
}

export function identifierOf({ organization, project, repository }: AzurePath): string {
  return `${organization}/${project}/_git/${repository}`
}

/** @returns the organization or collection that the connection's address ends in; empty when it has none */
export function organizationOf(httpUrl: string): string {
  const last = new URL(httpUrl).pathname.split('/').findLast((each) => each !== '') ?? ''
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}

/** For git, and for browsers. */
export function repositoryUrl(httpUrl: string, identifier: string): string {
  const host = httpUrl.replace(/\/+$/, '').replace(/\/[^/]*$/, '')
  return `${host}/${identifier.split('/').map(encodeURIComponent).join('/')}`
}

/** People give the organization's address for the API, or what comes before it. */
export function apiBase({ httpUrl, apiUrl }: { httpUrl: string; apiUrl: string }): string {
  const organization = organizationOf(httpUrl)
  const base = apiUrl.replace(/\/+$/, '')
  return sameOrganization(organizationOf(base), organization) ? base : `${base}/${encodeURIComponent(organization)}`
}

export function sameOrganization(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
