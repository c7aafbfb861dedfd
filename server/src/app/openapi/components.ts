// What the parts of an OpenAPI document refer to: resources, failures, ways to say who one is.

const text = { type: 'string' }
const object = (properties: Record<string, unknown>, required: readonly string[] = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
})
const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const failure = (description: string, type: string, name: string) => ({ description, content: { [type]: { schema: schema(name) } } })

const JSON_API = 'application/vnd.api+json'

export const COMPONENTS = {
  schemas: {
    Resource: object(
      { id: text, type: text, attributes: { type: 'object' }, relationships: { type: 'object' }, links: { type: 'object' } },
      ['id', 'type'],
    ),
    ResourceDocument: object({ data: schema('Resource') }),
    ResourceListDocument: object(
      { data: { type: 'array', items: schema('Resource') }, links: { type: 'object' }, meta: { type: 'object' } },
      ['data'],
    ),
    Errors: object({
      errors: {
        type: 'array',
        items: object({ status: text, title: text, detail: text, source: object({ pointer: text }) }, ['status', 'title']),
      },
    }),
    RegistryErrors: object({ errors: { type: 'array', items: text } }),
    OAuthError: object({ error: text, error_description: text }),
  },
  responses: {
    Unauthenticated: failure('No usable token', JSON_API, 'Errors'),
    NotFound: failure('It does not exist, or not for this token', JSON_API, 'Errors'),
    Invalid: failure('Understood, and wrong', JSON_API, 'Errors'),
    TooManyRequests: failure('Too many requests', JSON_API, 'Errors'),
    RegistryFailure: failure('No usable token, or nothing there', 'application/json', 'RegistryErrors'),
    OAuthFailure: failure('Refused, in the words of RFC 6749', 'application/json', 'OAuthError'),
    FailurePage: { description: 'The page says why', content: { 'text/html': { schema: text } } },
  },
  securitySchemes: {
    token: { type: 'http', scheme: 'bearer', description: 'A token of a user, a team or an organization' },
    session: {
      type: 'apiKey',
      in: 'cookie',
      name: '__Host-terrace-session',
      description: 'Without the prefix `__Host-` over plain HTTP. Methods that change something also need `Origin` and `X-CSRF-Token`.',
    },
  },
}
