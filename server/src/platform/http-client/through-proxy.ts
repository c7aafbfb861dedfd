// Requests through an HTTP proxy: for HTTPS a tunnel, for plain HTTP a request to the proxy itself.
import { type ClientRequest, request as httpRequest, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type Socket } from 'node:net'
import { connect as connectTls, type SecureContext } from 'node:tls'
import type { OutgoingProxy } from '../network/index.ts'

/** As for a request without a proxy. */
export interface ProxiedOptions extends RequestOptions {
  headers: Readonly<Record<string, string>>
  /** certificates to trust, the proxy's too; absent: the usual ones */
  secureContext?: SecureContext
}

export async function requestThrough(proxy: OutgoingProxy, url: URL, options: ProxiedOptions): Promise<ClientRequest> {
  if (url.protocol === 'http:') return forwarded(proxy, url, options)
  const trust = options.secureContext === undefined ? {} : { secureContext: options.secureContext }
  const socket = await openTunnel(proxy, url, { ...trust, ...(options.signal === undefined ? {} : { signal: options.signal }) })
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const name = isIP(host) === 0 ? { servername: host } : {}
  const tunnel = connectTls({ socket, host, ...name, ...trust, ALPNProtocols: ['http/1.1'] })
  return httpsRequest(url, { ...options, agent: undefined, createConnection: () => tunnel })
}

/** @throws Error naming the proxy when it refuses, or cannot be called */
function openTunnel(proxy: OutgoingProxy, url: URL, options: RequestOptions): Promise<Socket> {
  const target = `${url.hostname}:${url.port === '' ? 443 : url.port}`
  const headers = { host: target, ...authorizationFor(proxy) }
  const request = callTo(proxy, { ...options, method: 'CONNECT', path: target, headers })
  return new Promise((resolve, reject) => {
    request.once('connect', ({ statusCode = 0 }, socket: Socket, head) => {
      if (statusCode >= 200 && statusCode < 300) {
        if (head.length > 0) socket.unshift(head)
        return resolve(socket)
      }
      socket.destroy()
      reject(proxyRefusal(proxy, statusCode))
    })
    request.once('error', (error) => reject(new Error(`the proxy ${proxy.origin} cannot be called: ${error.message}`, { cause: error })))
    request.end()
  })
}

function forwarded(proxy: OutgoingProxy, url: URL, options: ProxiedOptions): ClientRequest {
  return callTo(proxy, { ...options, path: url.href, headers: { ...options.headers, host: url.host, ...authorizationFor(proxy) } })
}

function callTo({ isSecure, host, port }: OutgoingProxy, rest: RequestOptions): ClientRequest {
  const options = { ...rest, host, port, agent: false as const }
  // Node would take the name to verify from the header, which has that of the target.
  return isSecure ? httpsRequest({ ...options, servername: isIP(host) === 0 ? host : '' }) : httpRequest(options)
}

function authorizationFor({ authorization }: OutgoingProxy): Record<string, string> {
  return authorization === undefined ? {} : { 'proxy-authorization': authorization }
}

/** Says why the proxy did not do what it was asked for. */
export function proxyRefusal({ origin }: OutgoingProxy, status: number): Error {
  if (status === 407) return new Error(`the proxy ${origin} does not accept the user name and password in HTTPS_PROXY or HTTP_PROXY (407)`)
  return new Error(`the proxy ${origin} refuses to lead there (${status})`)
}
