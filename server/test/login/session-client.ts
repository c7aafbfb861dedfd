// Looks like a page of the web interface to the server: requests over a socket with the headers of a browser.
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { App } from '../../src/app/create-app.ts'
import { cookieNames } from '../../src/platform/http/browser-session/index.ts'
import { provenPassword } from '../support/identity-ports.ts'

export interface PageAnswer {
  status: number
  headers: IncomingMessage['headers']
  text: string
}

export interface PageRequest {
  headers?: Record<string, string>
  body?: unknown
}

export interface PageClient {
  /** the value of the session's cookie */
  secret: string
  cookie: string
  send(method: string, path: string, options?: PageRequest): Promise<PageAnswer>
  /** The response to a GET as soon as it starts, and a function to abort it. */
  open(path: string, headers?: Record<string, string>): Promise<{ answer: IncomingMessage; leave: () => void }>
  /** The headers that let the page make changes. */
  changing(): Promise<Record<string, string>>
}

const MEDIA_TYPE = 'application/vnd.api+json'

/** @param url where the server listens @param publicUrl where the page is from */
export async function pageOf(app: App, username: string, { url, publicUrl }: { url: string; publicUrl: string }): Promise<PageClient> {
  const { userRegistry, sessions } = app.identity
  const secret = await sessions.start(await userRegistry.named(username), provenPassword)
  const cookie = `${cookieNames(publicUrl).session}=${secret}`
  const begin = (method: string, path: string, { headers = {}, body }: PageRequest = {}) => {
    const type = body === undefined ? {} : { 'content-type': MEDIA_TYPE }
    const outgoing = httpRequest(url + path, { method, headers: { cookie, ...type, ...headers }, agent: false })
    const answer = new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.once('response', resolve).once('error', reject)
    })
    outgoing.end(body === undefined ? undefined : JSON.stringify(body))
    return { answer, leave: () => void outgoing.destroy() }
  }
  const send: PageClient['send'] = async (method, path, options) => {
    const received = await begin(method, path, options).answer
    return { status: received.statusCode ?? 0, headers: received.headers, text: await text(received) }
  }
  return {
    secret,
    cookie,
    send,
    open: async (path, headers = {}) => {
      const { answer, leave } = begin('GET', path, { headers })
      return { answer: await answer, leave }
    },
    changing: async () => {
      const { data } = JSON.parse((await send('GET', '/api/v2/account/session')).text) as { data: { attributes: Record<string, string> } }
      return { origin: publicUrl, 'x-csrf-token': data.attributes['csrf-token'] ?? '' }
    },
  }
}
