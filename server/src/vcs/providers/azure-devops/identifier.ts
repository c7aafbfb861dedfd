// How Azure DevOps names repositories: `organization/project/_git/repository`; at a Server, the collection comes first. The
// addresses for git, the API and browsers all begin with the connection's address.

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
    return `Identifier must include the project; use ${organization}/${git ?? ''}/_git/${git ?? ''}`
  if (segments.length !== 4 || git !== '_git') return `Identifier must have the form ${EXAMPLE}`
  if (identifier.includes('%')) return 'Identifier must not be URL-encoded; use spaces instead of %20'
  const wrong = [organization, project, repository].find((name) => !NAME.test(name) || /^\.{1,2}$/.test(name))
  return wrong === undefined
    ? undefined
    : `Identifier has a segment that is not a valid name at Azure DevOps: ${JSON.stringify(wrong.slice(0, 60))}`
}

/** @param identifier one without problems */
export function pathOf(identifier: string): AzurePath {
  const [organization = '', project = '', , repository = ''] = identifier.split('/')
  return { organization, project, repository }
}

export function identifierOf({ organization, project, repository }: AzurePath): string {
  return `${organization}/${project}/_git/${repository}`
}

/** @returns the organization or collection that the connection's address ends with; empty when there is none */
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

/** Accepts the organization's address for the API, or the host's. */
export function apiBase({ httpUrl, apiUrl }: { httpUrl: string; apiUrl: string }): string {
  const organization = organizationOf(httpUrl)
  const base = apiUrl.replace(/\/+$/, '')
  return sameOrganization(organizationOf(base), organization) ? base : `${base}/${encodeURIComponent(organization)}`
}

export function sameOrganization(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
