// How GitHub names a repository: `owner/name`.
import { identifierProblem as gitIdentifierProblem } from '../git/identifier.ts'

/** Users of an enterprise have an underscore in their name. */
const OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$/
const NAME = /^[A-Za-z0-9._-]{1,100}$/

/** @returns what is wrong, for people; undefined when nothing is */
export function identifierProblem(identifier: string): string | undefined {
  const problem = gitIdentifierProblem(identifier)
  if (problem !== undefined) return problem
  const [owner = '', name = '', ...more] = identifier.split('/')
  if (name === '' || more.length > 0) return 'Identifier has two parts at GitHub: owner/repository, such as acme/terraform-aws-vpc'
  if (!OWNER.test(owner)) return 'Identifier must begin with the name of a user or organization of GitHub'
  return NAME.test(name) ? undefined : 'Identifier must end with the name of a repository: letters, numbers, -, _ and ., at most 100'
}
