// JSON over HTTP with a host's API: the same limits, errors and response checks for every kind of host.
import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { HttpRequest, HttpResponse } from '../../platform/http-client/index.ts'
import { HostFailure, hostFailureOf } from './host-failure.ts'
import { failureOf } from './host-status.ts'
import type { HostParts } from './provider.ts'
import { secretsIn } from './redaction.ts'

export interface HostClientOptions extends HostParts {
  /** for messages, such as `GitHub` */
  name: string
  /** base of all paths */
  apiUrl: string
  /** with the credential; names in lower case */
  headers: Readonly<Record<string, string>>
  /** false at hosts that redirect to a page where people sign in; true unless told otherwise */
  followRedirects?: boolean
}

export interface HostAnswer<Body> {
  body: Body
  /** names in lower case */
  headers: Readonly<Record<string, string>>
}

type Query = Readonly<Record<string, string | number | undefined>>

export class HostClient {
  readonly #options: HostClientOptions

  constructor(options: HostClientOptions) {
    this.#options = options
  }

  /**
   * @param path below the API's base, or a whole address the host gave as the next page
   * @throws HostFailure; `protocol` when the answer does not have the expected shape
   */
  async get<Schema extends TSchema>(path: string, schema: Schema, query: Query = {}): Promise<HostAnswer<Static<Schema>>> {
    return this.#read(await this.#call({ method: 'GET', url: this.#urlOf(path, query) }), schema)
  }

  /** @throws HostFailure */
  async send<Schema extends TSchema>(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body: unknown,
    schema: Schema,
  ): Promise<HostAnswer<Static<Schema>>> {
    const request: HttpRequest = {
      method,
      url: this.#urlOf(path, {}),
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    }
    return this.#read(await this.#call(request), schema)
  }

  /** Does nothing when it is gone already. @throws HostFailure */
  async remove(path: string): Promise<void> {
    try {
      await this.#call({ method: 'DELETE', url: this.#urlOf(path, {}) })
    } catch (error) {
      if (!(error instanceof HostFailure && error.reason === 'not_found')) throw error
    }
  }

  async #call(request: HttpRequest): Promise<HttpResponse> {
    const { http, headers, name, clock, followRedirects = true } = this.#options
    const answer = await http
      .request({ ...request, followRedirects, headers: { accept: 'application/json', ...headers, ...request.headers } })
      .catch((error: unknown) => {
        throw hostFailureOf(error)
      })
    const failure = failureOf(answer, { name, now: clock.now(), secrets: secretsIn(headers) })
    if (failure !== undefined) throw failure
    return answer
  }

  #read<Schema extends TSchema>({ body, headers, status }: HttpResponse, schema: Schema): HostAnswer<Static<Schema>> {
    const text = body.toString('utf8')
    let value: unknown
    try {
      value = text === '' ? null : storableJson(text)
    } catch {
      throw this.#unexpected(`status ${status} without JSON`)
    }
    if (Value.Check(schema, value)) return { body: value, headers }
    const [first] = Value.Errors(schema, value)
    throw this.#unexpected(first === undefined ? 'another shape' : `${first.instancePath || 'the answer'} ${first.message}`)
  }

  #unexpected(what: string): HostFailure {
    const { name, apiUrl } = this.#options
    return new HostFailure('protocol', `${apiUrl} does not answer as ${name} does (${what}); check the address`)
  }

  /** Every request carries the credential, so none goes to another host. */
  #urlOf(path: string, query: Query): string {
    const base = this.#options.apiUrl.replace(/\/+$/, '')
    const url = /^https?:\/\//i.test(path) ? path : base + path
    if (new URL(url).origin !== new URL(base).origin) throw this.#unexpected('a link to another host')
    const given = Object.entries(query).filter((entry): entry is [string, string | number] => entry[1] !== undefined)
    if (given.length === 0) return url
    const parameters = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]))
    return `${url}${url.includes('?') ? '&' : '?'}${parameters}`
  }
}

/** Removes NUL characters, which PostgreSQL cannot store. @throws SyntaxError */
function storableJson(text: string): unknown {
  if (!text.includes('\\u0000')) return JSON.parse(text)
  return JSON.parse(text, (_name, value: unknown) => (typeof value === 'string' ? value.replaceAll('\0', '') : value))
}
