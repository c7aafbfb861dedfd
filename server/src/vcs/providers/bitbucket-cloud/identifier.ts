// How Bitbucket Cloud names a repository: `workspace/repository`.
import { identifierProblem as gitIdentifierProblem } from '../../host/identifier.ts'

const SEGMENT = /^[A-Za-z0-9_.-]+$/

/** @returns what is wrong, for people; undefined when nothing is */
export function identifierProblem(identifier: string): string | undefined {
  const problem = gitIdentifierProblem(identifier)
  if (problem !== undefined) return problem
  const segments = identifier.split('/')
  if (segments.length !== 2) return 'Identifier must be workspace/repository, such as acme/terraform-aws-vpc'
  return segments.every((segment) => SEGMENT.test(segment)) ? undefined : 'Identifier can only include letters, numbers, -, _ and .'
}
