// The token, before anybody is asked: what copying and pasting does to one.
import { Obstacle, type Passed } from './step.ts'

/** @param token empty when none is sent @param host that it is for */
export function examineToken(token: string, host: string): Passed<undefined> {
  if (token === '') {
    return {
      value: undefined,
      finding: 'No token is sent.',
      warning: `Private modules need one: run \`terraform login ${host}\`, or ${otherWay(host)}.`,
    }
  }
  if (/^Bearer\s/i.test(token)) throw new Obstacle('The token begins with "Bearer".', 'Give the token alone: clients add that word.')
  if (/^["'].*["']$/.test(token)) throw new Obstacle('The token is in quotes.', 'Remove the quotes.')
  if (/[^\x21-\x7e]/.test(token)) {
    throw new Obstacle(
      'The token has a blank, a line break or another character that no token has.',
      'Copy it again, without what surrounds it.',
    )
  }
  return { value: undefined, finding: `A token of ${token.length} characters is sent.` }
}

/** No shell sets a variable with a colon in its name. */
function otherWay(host: string): string {
  return host.includes(':') ? 'add a `credentials` block to the CLI configuration' : `set ${variableFor(host)}`
}

/** @returns in which environment variable clients look: https://developer.hashicorp.com/terraform/cli/config/config-file#environment-variable-credentials */
export function variableFor(host: string): string {
  return `TF_TOKEN_${host.replaceAll('-', '__').replaceAll('.', '_')}`
}
