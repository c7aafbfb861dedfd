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
  if (rest.length > 0 || slug === '') return `Identifier is a project's key and a repository's slug, such as ${EXAMPLE}`
  if (!KEY.test(key)) return `Identifier must begin with a project's key or a tilde and a user's name, such as ${EXAMPLE}`
  if (!SLUG.test(slug)) return 'Identifier must end in a slug, which only has letters, numbers, -, _ and .'
  return slug.endsWith('.git') ? `Identifier must not end in .git: write ${identifier.slice(0, -'.git'.length)}` : undefined
}

/** Of an identifier without problems. */
export function pathOf(identifier: string): DataCenterPath {
  const [key = '', slug = ''] = identifier.split('/')
  return { key, slug }
}

/** Bitbucket writes keys in lower case in addresses for git, and takes them in any. */
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
