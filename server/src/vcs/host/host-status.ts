// What a response's status means, with the differences between hosts.
import type { HttpResponse } from '../../platform/http-client/index.ts'
import { HostFailure, type HostFailureReason } from './host-failure.ts'
import { withoutSecrets } from './redaction.ts'

const REASONS: Readonly<Record<number, HostFailureReason>> = {
  400: 'invalid',
  401: 'authentication',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  410: 'not_found',
  422: 'invalid',
  429: 'rate_limited',
}
const MAX_DETAIL_LENGTH = 300
const A_MINUTE = 60_000
/** Whatever a host says, it is contacted once a day. */
const MAX_WAIT_MS = 24 * 60 * A_MINUTE

/**
 * @param asked `secrets`: the credentials sent, which the message must not repeat
 * @returns undefined when it is a success
 */
export function failureOf(
  answer: HttpResponse,
  { name, now, secrets }: { name: string; now: number; secrets: readonly string[] },
): HostFailure | undefined {
  const { status, headers } = answer
  if (status >= 200 && status < 300 && !isSignInPage(answer)) return undefined
  const reason = reasonOf(answer)
  const detail = withoutSecrets(detailOf(answer), secrets).slice(0, MAX_DETAIL_LENGTH)
  const hints = withoutSecrets(singleSignOn(headers) + missingPermission(answer), secrets)
  const message = `${name} answered ${status}${detail === '' ? '' : `: ${detail}`}${hints === '' ? '' : ` ${hints}`}`
  return new HostFailure(reason, message, reason === 'rate_limited' ? retryAt(headers, now) : undefined)
}

function reasonOf(answer: HttpResponse): HostFailureReason {
  const { status, headers } = answer
  if (isSignInPage(answer)) return 'authentication'
  if (isKnownPerson(answer)) return 'forbidden'
  if (status === 403 && (headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined)) return 'rate_limited'
  return REASONS[status] ?? (status >= 500 ? 'unavailable' : 'protocol')
}

/** Azure DevOps redirects requests without a valid token to a sign-in page. */
function isSignInPage({ status, headers }: HttpResponse): boolean {
  const isHtml = (headers['content-type'] ?? '').startsWith('text/html')
  return (status === 203 && isHtml) || (status === 302 && /sign-?in|login/i.test(headers['location'] ?? ''))
}

/** Bitbucket Data Center answers 401 also to known users who lack a permission. */
function isKnownPerson({ status, headers, body }: HttpResponse): boolean {
  return status === 401 && headers['x-ausername'] !== undefined && body.includes('AuthorisationException')
}

/** GitHub organizations with SAML require the token to be authorized once. */
function singleSignOn(headers: HttpResponse['headers']): string {
  const url = /url=(\S+)/.exec(headers['x-github-sso'] ?? '')?.[1]
  return url === undefined ? '' : ` (authorize the token for single sign-on at ${url})`
}

/** GitHub names the permission that a fine-grained token or an installation lacks. */
function missingPermission({ status, headers }: HttpResponse): string {
  const needed = headers['x-accepted-github-permissions']?.slice(0, MAX_DETAIL_LENGTH)
  return status === 403 && needed !== undefined && needed !== '' ? ` (required: ${needed})` : ''
}

/** In whole milliseconds, even where a host sends fractions of a second. */
function retryAt(headers: HttpResponse['headers'], now: number): number {
  return Math.ceil(Math.min(saidRetryAt(headers, now), now + MAX_WAIT_MS))
}

function saidRetryAt(headers: HttpResponse['headers'], now: number): number {
  const seconds = Number(headers['retry-after'] ?? Number.NaN)
  if (Number.isFinite(seconds) && seconds >= 0) return now + seconds * 1000
  const date = Date.parse(headers['retry-after'] ?? '')
  if (date > now) return date
  const reset = Number(headers['x-ratelimit-reset'] ?? headers['ratelimit-reset'] ?? Number.NaN) * 1000
  return Number.isFinite(reset) && reset > now ? reset : now + A_MINUTE
}

/** The host's own words, wherever it puts them. */
function detailOf({ body, headers }: HttpResponse): string {
  if (!(headers['content-type'] ?? '').includes('json')) return ''
  try {
    return wordsIn(JSON.parse(body.toString('utf8')))
  } catch {
    return ''
  }
}

function wordsIn(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(wordsIn).filter(Boolean).join('; ')
  if (typeof value !== 'object' || value === null) return ''
  const members = value as Record<string, unknown>
  const described = members['message'] ?? members['error_description'] ?? members['error'] ?? ''
  const main = wordsIn(described) || fieldsIn(described)
  const others = Array.isArray(members['errors']) ? wordsIn(members['errors']) : ''
  return [main, others].filter(Boolean).join(': ')
}

/** GitLab says of each field what is wrong: `{"url": ["is blocked"]}`. */
function fieldsIn(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return ''
  return Object.entries(value)
    .map(([field, words]) => `${field} ${wordsIn(words)}`)
    .join('; ')
}
