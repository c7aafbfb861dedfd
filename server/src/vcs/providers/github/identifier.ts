// How GitHub names a repository: `owner/name`.
import { identifierProblem as gitIdentifierProblem } from '../../host/identifier.ts'

/** Managed enterprise users have an underscore in their names. */
const OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$/
const NAME = /^[A-Za-z0-9._-]{1,100}$/

/** @returns what is wrong, for people; undefined when nothing is */
export function identifierProblem(identifier: string): string | undefined {
  const problem = gitIdentifierProblem(identifier)
  if (problem !== undefined) return problem
  const [owner = '', name = '', ...more] = identifier.split('/')
  if (name === '' || more.length > 0) return 'Identifier must be owner/repository, such as acme/terraform-aws-vpc'
  if (!OWNER.test(owner)) return 'Identifier must begin with the name of a GitHub user or organization'
  return NAME.test(name) ? undefined : 'Identifier must end with a repository name of at most 100 letters, numbers, -, _ and .'
}
