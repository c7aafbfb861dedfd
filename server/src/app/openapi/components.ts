// What operations refer to beside schemas and failures: headers, and ways to say who one is.

const header = (description: string, required: boolean, example: string) => ({
  description,
  required,
  schema: { type: 'string', examples: [example] },
})

export const HEADERS = {
  RequestId: header('The id of the request, as logs and the audit trail have it', true, '3f8e9a54-0f2d-4b7e-9d5c-3f6a1f0f8f4e'),
  ApiVersion: header('The version of the management API; event streams are without it', false, '2.6'),
  AppName: header('The product that clients are told they talk to; event streams are without it', false, 'HCP Terraform'),
  RateLimit: header('Requests per second; absent when they are not limited', false, '30'),
  RateLimitRemaining: header('How many of them are left', false, '29'),
  RateLimitReset: header('Seconds until more are', false, '1.0'),
  RetryAfter: header('Seconds to wait', true, '1'),
}

export const SECURITY_SCHEMES = {
  csrf: {
    type: 'apiKey',
    in: 'header',
    name: 'X-CSRF-Token',
    description: 'The `csrf-token` of `GET /api/v2/account/session`; the `Origin` header must be that of this server',
  },
  token: { type: 'http', scheme: 'bearer', description: 'A token of a user, a team or an organization' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-terrace-session',
    description: 'Without the prefix `__Host-` over plain HTTP. Methods that change something also need `Origin` and `X-CSRF-Token`.',
  },
}
