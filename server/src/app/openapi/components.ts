// The components besides schemas and failures: headers and security schemes.

const header = (description: string, required: boolean, example: string) => ({
  description,
  required,
  schema: { type: 'string', examples: [example] },
})

export const HEADERS = {
  RequestId: header('The id of the request, as in logs and the audit trail', true, '3f8e9a54-0f2d-4b7e-9d5c-3f6a1f0f8f4e'),
  ApiVersion: header('The version of the management API; absent from event streams', false, '2.6'),
  AppName: header('The product name; absent from event streams', false, 'HCP Terraform'),
  RateLimit: header('Requests per second; absent without a rate limit', false, '30'),
  RateLimitRemaining: header('Remaining requests', false, '29'),
  RateLimitReset: header('Seconds until the limit resets', false, '1.0'),
  Challenge: header('How to authenticate', true, 'Bearer realm="Terrace"'),
  RetryAfter: header('Seconds to wait before a retry', true, '1'),
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
    description:
      'Over plain HTTP, the name has no prefix `__Host-`. Methods that change something also require `Origin` and `X-CSRF-Token`.',
  },
}
