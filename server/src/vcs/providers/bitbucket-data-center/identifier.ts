// How Bitbucket Data Center names repositories: `KEY/slug` in a project, `~user/slug` for a person's own.

const KEY = /^(?:[A-Za-z][A-Za-z0-9_]{0,127}|~[A-Za-z0-9][A-Za-z0-9._-]{0,126})$/
const SLUG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/
const EXAMPLE = 'KEY/terraform-aws-vpc, or ~user/terraform-aws-vpc'

export interface DataCenterPath {
  /** `KEY` or `~user` */
  key: string
  slug: string
}

/** @returns what is wrong, for people; undefined when nothing is */
export function identifierProblem(identifier: string): string | undefined {
  if (identifier.trim() === '') return "Identifier can't be blank"
  const [key = '', slug = '', ...rest] = identifier.split('/')
  if (rest.length > 0 || slug === '') return `Identifier must be a project key and a repository slug, such as ${EXAMPLE}`
  if (!KEY.test(key)) return `Identifier must begin with a project key, or a tilde and a user name, such as ${EXAMPLE}`
  if (!SLUG.test(slug)) return 'Identifier must end with a slug of letters, numbers, -, _ and .'
  return slug.endsWith('.git') ? `Identifier must not end with .git; use ${identifier.slice(0, -'.git'.length)}` : undefined
}

/** @param identifier one without problems */
export function pathOf(identifier: string): DataCenterPath {
  const [key = '', slug = ''] = identifier.split('/')
  return { key, slug }
}

/** Bitbucket writes project keys in lower case in clone URLs, and accepts either case. */
export function cloneUrls(httpUrl: string, identifier: string): string[] {
  const { key, slug } = pathOf(identifier)
  return [`${httpUrl.replace(/\/+$/, '')}/scm/${key.toLowerCase()}/${slug.toLowerCase()}.git`]
}

/** For browsers. */
export function webUrl(httpUrl: string, identifier: string): string {
  const { key, slug } = pathOf(identifier)
  const owner = key.startsWith('~') ? `users/${key.slice(1)}` : `projects/${key}`
  return `${httpUrl.replace(/\/+$/, '')}/${owner}/repos/${slug}`
}
