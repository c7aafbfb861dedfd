// How GitLab names a project: `group/subgroups…/project`.
import { identifierProblem as gitIdentifierProblem } from '../../host/identifier.ts'

/** Source: GitLab's "Rules for usernames, project and group names". */
const SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/

/** @returns what is wrong, for people; undefined when nothing is */
export function identifierProblem(identifier: string): string | undefined {
  const problem = gitIdentifierProblem(identifier)
  if (problem !== undefined) return problem
  const segments = identifier.split('/')
  if (segments.length < 2) return 'Identifier must include the group, such as group/terraform-aws-vpc or group/subgroup/terraform-aws-vpc'
  return segments.every((segment) => SEGMENT.test(segment))
    ? undefined
    : 'Identifier can only include letters, numbers, -, _ and ., in segments that begin with a letter, a number or _'
}
