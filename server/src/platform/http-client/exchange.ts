// Sends one request on a connection of its own and reads the response.
import { type ClientRequest, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import type { SecureContext } from 'node:tls'
import type { ResolvedAddress } from '../network/index.ts'
import { HttpFailure } from './http-failure.ts'
import type { HttpRequest } from './http-message.ts'
import type { HttpTarget } from './http-target.ts'
import { proxyRefusal, requestThrough } from './through-proxy.ts'

export interface ExchangeOptions {
  timeoutMs: number
  maxBytes: number
  /** certificates to trust; undefined: the usual ones */
  trusted: SecureContext | undefined
  /** what to do about an authority that is not */
  trustAdvice: string
}

/** Proxy Authentication Required: only a proxy answers it. */
const PROXY_UNAUTHENTICATED = 407

/** @throws HttpFailure */
export async function exchange(
  target: HttpTarget,
  sent: HttpRequest,
  { timeoutMs, maxBytes, trusted, trustAdvice }: ExchangeOptions,
): Promise<{ status: number; headers: Record<string, string>; body: Buffer }> {
  const timeout = AbortSignal.timeout(timeoutMs)
  const signal = sent.signal === undefined ? timeout : AbortSignal.any([timeout, sent.signal])
  try {
    const answer = await answerTo(target, sent, { signal, trusted })
    return { status: answer.statusCode ?? 0, headers: plain(answer), body: await bodyOf(answer, maxBytes, target.url.origin) }
  } catch (error) {
    sent.signal?.throwIfAborted()
    if (error instanceof HttpFailure) throw error
    if (timeout.aborted) throw new HttpFailure('timeout', `${target.url.origin} did not answer within ${timeoutMs / 1000} seconds`)
    throw new HttpFailure('unreachable', `${target.url.origin} could not be called: ${reasonOf(error, trustAdvice)}`)
  }
}

async function answerTo(
  { url, route }: HttpTarget,
  { method, headers, body }: HttpRequest,
  { signal, trusted }: { signal: AbortSignal; trusted: SecureContext | undefined },
): Promise<IncomingMessage> {
  const options = {
    ...(trusted === undefined ? {} : { secureContext: trusted }),
    method,
    signal,
    agent: false,
    headers: {
      'user-agent': 'terrace',
      // No compression, so that no response grows after the size check.
      'accept-encoding': 'identity',
      ...headers,
      ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    },
  }
  const request = 'proxy' in route ? await requestThrough(route.proxy, url, options) : requestTo(route.addresses[0], url, options)
  return new Promise((resolve, reject) => {
    request.once('response', (answer) => {
      const isRefused = 'proxy' in route && answer.statusCode === PROXY_UNAUTHENTICATED
      if (!isRefused) return resolve(answer)
      answer.destroy()
      reject(proxyRefusal(route.proxy, PROXY_UNAUTHENTICATED))
    })
    request.once('error', reject)
    request.end(body)
  })
}

/** Connects to the checked address, whatever the name resolves to now. */
function requestTo(address: ResolvedAddress, url: URL, rest: RequestOptions): ClientRequest {
  const options: RequestOptions = {
    ...rest,
    lookup: (_host, { all }, found) => (all === true ? found(null, [address]) : found(null, address.address, address.family)),
  }
  const bare = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const tls = isIP(bare) === 0 ? { servername: bare } : {}
  return url.protocol === 'https:' ? httpsRequest(url, { ...options, ...tls }) : httpRequest(url, options)
}

async function bodyOf(answer: IncomingMessage, maxBytes: number, origin: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer) {
    const bytes: Buffer = Buffer.from(chunk)
    size += bytes.length
    if (size > maxBytes) {
      answer.destroy()
      throw new HttpFailure('too_large', `${origin} answered with more than ${maxBytes / 1024 / 1024} MB`)
    }
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

function plain({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]))
}

/** What OpenSSL says of a certificate whose authority is not trusted. */
const UNTRUSTED =
  /^(?:UNABLE_TO_GET_ISSUER_CERT|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT)$/

/** The fault is mostly in the certificate or the name, so the original message stays. */
function reasonOf(error: unknown, trustAdvice: string): string {
  if (!(error instanceof Error)) return String(error)
  const code = codeOf(error)
  if (code !== undefined && UNTRUSTED.test(code)) return `${error.message} (${trustAdvice})`
  return code === undefined || error.message.includes(code) ? error.message : `${error.message} (${code})`
}

/** Its own, or that of what caused it: a proxy's failure names the proxy. */
function codeOf(error: Error): string | undefined {
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.cause instanceof Error ? codeOf(error.cause) : undefined
}
