// What the browser brings to the authorization page: RFC 6749, section 4.1.1, with the challenge of RFC 7636.

export const CLIENT_ID = 'terraform-cli'
/** Where the command line may listen, as service discovery says it: the first is included and the last is not. */
export const PORTS = [10_000, 10_010] as const
const LAST_PORT = PORTS[1] - 1
export const CODE_TTL_MS = 60_000

/** A request that may be shown to the user: whom the code goes to is known. */
export interface AuthorizationRequest {
  /** verified: on the user's own machine */
  redirectUri: string
  port: number
  codeChallenge: string
  state: string | undefined
}

export type AuthorizationReading =
  | { kind: 'valid'; request: AuthorizationRequest }
  /** to be told to the client, at its verified address */
  | { kind: 'refused'; redirectUri: string; state: string | undefined; error: string; description: string }
  /** to be told to the user alone: the address could be anybody's */
  | { kind: 'untrusted'; problem: string }

const REDIRECT_URI = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\]):(\d{5})\/login$/
/** base64url of a SHA-256 */
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/

/** @param parameters of the query or the form; a parameter that is there twice is an array */
export function readAuthorizationRequest(parameters: Readonly<Record<string, unknown>>): AuthorizationReading {
  const { client_id: clientId, redirect_uri: redirectUri, response_type: responseType } = parameters
  if (clientId !== CLIENT_ID) return { kind: 'untrusted', problem: `client_id must be ${CLIENT_ID}` }
  const port = typeof redirectUri === 'string' ? portOf(redirectUri) : undefined
  if (typeof redirectUri !== 'string' || port === undefined) {
    return { kind: 'untrusted', problem: `redirect_uri must be http://localhost:PORT/login with a port from ${PORTS[0]} to ${LAST_PORT}` }
  }
  const state = typeof parameters['state'] === 'string' && parameters['state'] !== '' ? parameters['state'] : undefined
  const refused = (error: string, description: string) => ({ kind: 'refused', redirectUri, state, error, description }) as const
  if (typeof responseType !== 'string') return refused('invalid_request', 'response_type is missing')
  if (responseType !== 'code') return refused('unsupported_response_type', 'response_type must be code')
  const { code_challenge: codeChallenge, code_challenge_method: method } = parameters
  if (method !== 'S256') return refused('invalid_request', 'code_challenge_method must be S256')
  if (typeof codeChallenge !== 'string' || !CHALLENGE.test(codeChallenge)) {
    return refused('invalid_request', 'code_challenge must be the base64url of a SHA-256')
  }
  return { kind: 'valid', request: { redirectUri, port, codeChallenge, state } }
}

/** @returns the client's address with the answer in its query */
export function answerTo(redirectUri: string, answer: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries(answer)) if (value !== undefined) url.searchParams.set(name, value)
  return url.href
}

function portOf(redirectUri: string): number | undefined {
  const port = Number(REDIRECT_URI.exec(redirectUri)?.[1])
  return port >= PORTS[0] && port <= LAST_PORT ? port : undefined
}
