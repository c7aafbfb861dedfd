// What all routes of a protocol share in OpenAPI.
import type { FailureStyle } from './failures.ts'

export interface Protocol {
  /** of requests with a body */
  requestType: string
  /** of answers */
  answerType: string
  /** names in `components.securitySchemes`; empty for public routes */
  security: readonly Record<string, readonly string[]>[]
  /** the same for requests that change something, where it differs */
  changeSecurity?: Protocol['security']
  failureStyle: FailureStyle
  /** failure statuses of all routes */
  failures: readonly number[]
  /** further failure statuses of requests that change something */
  changeFailures: readonly number[]
  /** headers of every response that is not a failure: name to name in `components.headers` */
  headers: Readonly<Record<string, string>>
}

/** Either one is enough. */
const CREDENTIALS = [{ token: [] }, { session: [] }] as const
/** A change with a browser session also requires its CSRF token. */
const CHANGE_CREDENTIALS = [{ token: [] }, { session: [], csrf: [] }] as const
const JSON_API = 'application/vnd.api+json'
const FORM = 'application/x-www-form-urlencoded'
const REQUEST_ID = { 'X-Request-Id': 'RequestId' }

/** Of every route that needs the database: it does not work now, or is full. */
const OF_DATABASE = [503, 507]

const MANAGEMENT: Protocol = {
  requestType: JSON_API,
  answerType: JSON_API,
  security: CREDENTIALS,
  changeSecurity: CHANGE_CREDENTIALS,
  failureStyle: 'json-api',
  failures: [400, 401, 403, 404, 429, 500, ...OF_DATABASE],
  changeFailures: [409, 413, 415, 422],
  headers: {
    ...REQUEST_ID,
    'TFP-API-Version': 'ApiVersion',
    'TFP-AppName': 'AppName',
    'X-RateLimit-Limit': 'RateLimit',
    'X-RateLimit-Remaining': 'RateLimitRemaining',
    'X-RateLimit-Reset': 'RateLimitReset',
  },
}

const REGISTRY: Protocol = {
  requestType: 'application/json',
  answerType: 'application/json',
  security: CREDENTIALS,
  failureStyle: 'registry',
  failures: [400, 401, 403, 404, 500, ...OF_DATABASE],
  changeFailures: [],
  headers: REQUEST_ID,
}

const PUBLIC: Protocol = { ...REGISTRY, security: [], failures: [400] }
const OBJECTS: Protocol = {
  ...PUBLIC,
  requestType: 'application/octet-stream',
  failures: [400, 404, 500, ...OF_DATABASE],
}
const OAUTH: Protocol = { ...PUBLIC, requestType: FORM, failureStyle: 'oauth', failures: [400, 415, ...OF_DATABASE] }
const CALLS: Protocol = { ...PUBLIC, answerType: 'text/plain', failureStyle: 'text', failures: [400, 401, 404, 415, ...OF_DATABASE] }

const PAGES: Protocol = {
  ...PUBLIC,
  requestType: FORM,
  answerType: 'text/html',
  security: [{ session: [] }],
  failureStyle: 'page',
  failures: [400, 500, ...OF_DATABASE],
  changeFailures: [403, 413, 415],
}

/** The first matching prefix counts. */
const BY_PREFIX: readonly (readonly [prefix: string, protocol: Protocol])[] = [
  ['/api/v2/ping', { ...MANAGEMENT, security: [], failures: [400] }],
  ['/api/v2/openapi.json', PUBLIC],
  ['/api/v2/', MANAGEMENT],
  ['/api/registry/', REGISTRY],
  ['/_archivist/', OBJECTS],
  ['/webhooks/', CALLS],
  ['/oauth/token', OAUTH],
  ['/login', { ...PAGES, security: [] }],
  ['/session', { ...PAGES, security: [] }],
  ['/setup', { ...PAGES, security: [] }],
  ['/app/assets/terrace.css', { ...PUBLIC, answerType: 'text/css' }],
  ['/app/assets/', { ...PUBLIC, answerType: 'application/octet-stream' }],
  ['/app', PAGES],
  ['/auth/', PAGES],
  ['/oauth/', PAGES],
  ['/logout', PAGES],
  ['/.well-known/', PUBLIC],
]

export function protocolOf(url: string): Protocol {
  const found = BY_PREFIX.find(([prefix]) => url.startsWith(prefix))
  return found?.[1] ?? { ...PUBLIC, answerType: 'text/plain' }
}
