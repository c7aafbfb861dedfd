// The failure responses of each protocol, which operations refer to.

const text = { type: 'string' }
const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` })

const MEANINGS: Readonly<Record<number, [name: string, meaning: string]>> = {
  400: ['BadRequest', 'The address, a query parameter or the body is malformed'],
  401: ['Unauthorized', 'The token is missing, unknown, expired or revoked'],
  403: ['Forbidden', 'The action is forbidden, or a browser session has no valid CSRF token or comes from another site'],
  404: ['NotFound', 'The resource does not exist, or the token may not read it'],
  409: ['Conflict', 'The current state does not allow the action, or the resource was modified concurrently'],
  413: ['ContentTooLarge', 'The body exceeds a limit'],
  415: ['UnsupportedMediaType', 'The server does not support the content type or the content encoding'],
  416: ['RangeNotSatisfiable', 'The range is outside the archive'],
  422: ['Unprocessable', 'A member of the body, or a query parameter, is missing or not valid, or a quota is used up'],
  429: ['TooManyRequests', 'Too many requests; retry after `Retry-After`'],
  500: ['InternalError', 'An unexpected error; the server logs the details under the request id'],
  503: ['Unavailable', 'The database, or another system that the answer needs, does not answer now; retry after `Retry-After`'],
  507: ['InsufficientStorage', 'The server has no space left to store anything; retry after `Retry-After`'],
}

/** The body of a failure, by protocol. */
export type FailureStyle = 'json-api' | 'registry' | 'oauth' | 'page' | 'text'

const BODIES: Readonly<Record<FailureStyle, [prefix: string, type: string, schema: object]>> = {
  'json-api': ['', 'application/vnd.api+json', schema('Errors')],
  registry: ['Registry', 'application/json', schema('RegistryErrors')],
  oauth: ['OAuth', 'application/json', schema('OAuthError')],
  page: ['Page', 'text/html', text],
  text: ['Text', 'text/plain', text],
}

const RETRIABLE = new Set([429, 503, 507])
const RETRY_HEADERS = { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }
const CHALLENGE = { 'WWW-Authenticate': { $ref: '#/components/headers/Challenge' } }

export function failureResponse(style: FailureStyle, status: number): { name: string; response: object } {
  const [prefix, type, body] = BODIES[style]
  const [name, description] = MEANINGS[status] ?? ['Failure', 'The request failed']
  const requestId = { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } }
  const headers = { ...requestId, ...(RETRIABLE.has(status) ? RETRY_HEADERS : {}), ...(status === 401 ? CHALLENGE : {}) }
  return { name: prefix + name, response: { description, headers, content: { [type]: { schema: body } } } }
}

const object = (properties: Record<string, unknown>, required: readonly string[] = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
})

const Problem = object(
  {
    status: { type: 'string', examples: ['422'] },
    title: { type: 'string', examples: ['invalid attribute'] },
    detail: { type: 'string', examples: ["Name can't be blank"] },
    source: object({ pointer: { type: 'string', examples: ['/data/attributes/name'] } }),
  },
  ['status', 'title', 'detail'],
)

export const FAILURE_SCHEMAS = {
  Errors: object({ errors: { type: 'array', items: Problem } }),
  RegistryErrors: object({ errors: { type: 'array', items: { type: 'string', examples: ['Not Found'] } } }),
  OAuthError: object({ error: { type: 'string', examples: ['invalid_grant'] }, error_description: text }),
}
