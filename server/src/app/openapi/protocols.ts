// What all routes of a protocol have in common, as OpenAPI says it.

export interface Protocol {
  tag: string
  /** of requests with a body */
  requestType: string
  /** of answers */
  answerType: string
  /** names in `components.securitySchemes`; empty for anybody */
  security: readonly Record<string, readonly string[]>[]
  /** by status, names in `components.responses` */
  failures: Readonly<Record<string, string>>
  /** beside them, of requests that send something */
  sendingFailures?: Readonly<Record<string, string>>
}

/** Either is enough. */
const CREDENTIALS = [{ token: [] }, { session: [] }] as const
const FORM = 'application/x-www-form-urlencoded'

const MANAGEMENT: Protocol = {
  tag: 'Management API',
  requestType: 'application/vnd.api+json',
  answerType: 'application/vnd.api+json',
  security: CREDENTIALS,
  failures: { 401: 'Unauthenticated', 404: 'NotFound', 429: 'TooManyRequests' },
}

const REGISTRY: Protocol = {
  tag: 'Registry protocol',
  requestType: 'application/json',
  answerType: 'application/json',
  security: CREDENTIALS,
  failures: { 401: 'RegistryFailure', 404: 'RegistryFailure' },
}

const OBJECTS: Protocol = {
  tag: 'Archives',
  requestType: 'application/octet-stream',
  answerType: 'application/octet-stream',
  security: [],
  failures: { 404: 'RegistryFailure' },
}

const OAUTH: Protocol = {
  tag: 'terraform login',
  requestType: FORM,
  answerType: 'application/json',
  security: [],
  failures: { 400: 'OAuthFailure' },
}

const PAGES: Protocol = {
  tag: 'Pages',
  requestType: FORM,
  answerType: 'text/html',
  security: [{ session: [] }],
  failures: {},
  sendingFailures: { 403: 'FailurePage' },
}

const PUBLIC: Protocol = { ...REGISTRY, tag: 'Server', security: [], failures: {} }

/** The first prefix that fits counts. */
const BY_PREFIX: readonly (readonly [prefix: string, protocol: Protocol])[] = [
  ['/api/v2/ping', PUBLIC],
  ['/api/v2/openapi.json', PUBLIC],
  ['/api/v2/', MANAGEMENT],
  ['/api/registry/', REGISTRY],
  ['/_archivist/', OBJECTS],
  ['/oauth/token', OAUTH],
  ['/login', { ...PAGES, security: [], sendingFailures: { 401: 'FailurePage', 403: 'FailurePage', 429: 'FailurePage' } }],
  ['/app/assets/', { ...PUBLIC, answerType: 'text/css' }],
  ['/app/', PAGES],
  ['/oauth/', PAGES],
  ['/logout', PAGES],
  ['/.well-known/', PUBLIC],
]

export function protocolOf(url: string): Protocol {
  const found = BY_PREFIX.find(([prefix]) => url.startsWith(prefix))
  return found?.[1] ?? { ...PUBLIC, answerType: 'text/plain' }
}
