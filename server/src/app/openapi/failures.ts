// How each protocol tells that it does not do what it is asked: the responses that operations refer to.

const text = { type: 'string' }
const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` })

const MEANINGS: Readonly<Record<number, [name: string, meaning: string]>> = {
  400: ['BadRequest', 'The address, a query parameter or the body cannot be read'],
  401: ['Unauthorized', 'The token is missing, unknown or expired'],
  403: ['Forbidden', 'Not allowed to anybody, or a browser session without its CSRF token or from another site'],
  404: ['NotFound', 'It does not exist, or not for this token'],
  409: ['Conflict', 'It is not possible in the present state, or something else changed it at the same time'],
  413: ['ContentTooLarge', 'The body is too large'],
  415: ['UnsupportedMediaType', 'The content type cannot be read'],
  416: ['RangeNotSatisfiable', 'The range lies outside the object'],
  422: ['Unprocessable', 'A member of the body, or a query parameter, is missing or wrong'],
  429: ['TooManyRequests', 'Too many requests; `Retry-After` says when to try again'],
  500: ['InternalError', 'The server failed unexpectedly; it logs the details under the request id'],
  503: ['Unavailable', 'Something that the answer needs, such as the database, does not work now; `Retry-After` says when to try again'],
  507: ['InsufficientStorage', 'There is no space left to store anything; `Retry-After` says when to try again'],
}

/** What a failure looks like, by protocol. */
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

export function failureResponse(style: FailureStyle, status: number): { name: string; response: object } {
  const [prefix, type, body] = BODIES[style]
  const [name, description] = MEANINGS[status] ?? ['Failure', 'It did not work']
  const headers = { 'X-Request-Id': { $ref: '#/components/headers/RequestId' }, ...(RETRIABLE.has(status) ? RETRY_HEADERS : {}) }
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
