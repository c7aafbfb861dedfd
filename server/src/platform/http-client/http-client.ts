// Calls external servers: only at allowed addresses, within limits on time and size, and never at another host after a redirect.
import { setTimeout as delay } from 'node:timers/promises'
import { createSecureContext } from 'node:tls'
import { type Network, TRUST_ADVICE, type UrlOverride } from '../network/index.ts'
import { exchange } from './exchange.ts'
import { HttpFailure } from './http-failure.ts'
import type { HttpRequest, HttpResponse } from './http-message.ts'
import { httpTarget } from './http-target.ts'
import { retryDelay } from './retry-delay.ts'

export interface HttpClient {
  /**
   * Returns responses of any status. Retries GET up to two times when the host is busy.
   * @throws HttpFailure when there is no response
   */
  request(request: HttpRequest): Promise<HttpResponse>
}

export interface HttpClientOptions extends Network {
  urlOverrides: readonly UrlOverride[]
  /** certificates (PEM) to trust instead of the usual ones */
  authorities?: string | undefined
  /** what to do about an authority that is not trusted; for git hosts when absent */
  trustAdvice?: string
  /** for one response; milliseconds */
  timeoutMs?: number
  /** of a response */
  maxBytes?: number
  /** waits between two attempts; a real timer by default */
  pause?: (milliseconds: number, signal?: AbortSignal) => Promise<void>
}

const TIMEOUT_MS = 15_000
const MAX_BYTES = 10 * 1024 * 1024
const MAX_REDIRECTS = 3
const ATTEMPTS = 3
const REDIRECTS = new Set([301, 302, 303, 307, 308])

export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { addresses, proxies, urlOverrides, authorities, timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES, pause = waitFor } = options
  const { trustAdvice = TRUST_ADVICE } = options

  const trusted = authorities === undefined ? undefined : createSecureContext({ ca: authorities })
  const once = async (request: HttpRequest): Promise<HttpResponse> => {
    const target = await httpTarget(request.url, { addresses, proxies, urlOverrides })
    return { ...(await exchange(target, request, { timeoutMs, maxBytes, trusted, trustAdvice })), url: request.url }
  }

  const followed = async (request: HttpRequest): Promise<HttpResponse> => {
    let current = request
    for (let followed = 0; ; followed++) {
      const answer = await once(current)
      const location = answer.headers['location']
      if (request.method !== 'GET' || request.followRedirects === false || !REDIRECTS.has(answer.status) || location === undefined)
        return answer
      if (followed === MAX_REDIRECTS) throw new HttpFailure('redirected', `${originOf(request.url)} redirects too many times`)
      current = { ...request, url: redirectTarget(current.url, location) }
    }
  }

  return {
    async request(request) {
      for (let attempt = 1; ; attempt++) {
        const answer = await followed(request)
        const wait = request.method === 'GET' && attempt < ATTEMPTS ? retryDelay(answer, attempt) : undefined
        if (wait === undefined) return answer
        await pause(wait, request.signal)
      }
    },
  }
}

async function waitFor(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, signal === undefined ? {} : { signal })
}

/** The request carries credentials for one host only. */
function redirectTarget(from: string, location: string): string {
  const target = URL.canParse(location, from) ? new URL(location, from) : undefined
  if (target === undefined || target.origin !== new URL(from).origin) {
    throw new HttpFailure('redirected', `${originOf(from)} redirects to another host (${target?.origin ?? 'no URL'}); use that URL instead`)
  }
  return target.href
}

function originOf(url: string): string {
  return new URL(url).origin
}
