// Calls other people's servers: to addresses that are allowed, never to a redirect's other host, with limits on time and size.
import { setTimeout as delay } from 'node:timers/promises'
import type { AddressPolicy, UrlOverride } from '../network/index.ts'
import { exchange } from './exchange.ts'
import { HttpFailure } from './http-failure.ts'
import type { HttpRequest, HttpResponse } from './http-message.ts'
import { httpTarget } from './http-target.ts'
import { retryDelay } from './retry-delay.ts'

export interface HttpClient {
  /**
   * Any status is an answer. Only GET is sent again, when the host is busy, up to two times.
   * @throws HttpFailure when there is no answer
   */
  request(request: HttpRequest): Promise<HttpResponse>
}

export interface HttpClientOptions {
  addresses: AddressPolicy
  urlOverrides: readonly UrlOverride[]
  /** for one answer; milliseconds */
  timeoutMs?: number
  /** of an answer */
  maxBytes?: number
  /** between two attempts; waits for real unless given */
  pause?: (milliseconds: number, signal?: AbortSignal) => Promise<void>
}

const TIMEOUT_MS = 15_000
const MAX_BYTES = 10 * 1024 * 1024
const MAX_REDIRECTS = 3
const ATTEMPTS = 3
const REDIRECTS = new Set([301, 302, 303, 307, 308])

export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { addresses, urlOverrides, timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES, pause = waitFor } = options

  const once = async (request: HttpRequest): Promise<HttpResponse> => {
    const target = await httpTarget(request.url, { addresses, urlOverrides })
    return { ...(await exchange(target, request, { timeoutMs, maxBytes })), url: request.url }
  }

  const followed = async (request: HttpRequest): Promise<HttpResponse> => {
    let current = request
    for (let followed = 0; ; followed++) {
      const answer = await once(current)
      const location = answer.headers['location']
      if (request.method !== 'GET' || request.followRedirects === false || !REDIRECTS.has(answer.status) || location === undefined)
        return answer
      if (followed === MAX_REDIRECTS) throw new HttpFailure('redirected', `${originOf(request.url)} redirects in circles`)
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

/** What was sent along is meant for one host only. */
function redirectTarget(from: string, location: string): string {
  const target = URL.canParse(location, from) ? new URL(location, from) : undefined
  if (target === undefined || target.origin !== new URL(from).origin) {
    throw new HttpFailure(
      'redirected',
      `${originOf(from)} redirects to another host (${target?.origin ?? 'no URL'}); give that address instead`,
    )
  }
  return target.href
}

function originOf(url: string): string {
  return new URL(url).origin
}
