// Reads the API with the browser's session. What an answer looks like comes from the API's own document.
import { ApiFailure, isSignedOut, Unreachable } from './failures.ts'
import { noteReachable } from './reachability.ts'
import type { paths } from './schema.d.ts'
import { sessionEnded } from './session-ended.ts'

type Json = 'application/vnd.api+json' | 'application/json'
type Readable<P extends keyof paths> = paths[P]['get'] extends { responses: { 200: { content: infer C } } } ? C : never

/** An address that answers with JSON. */
export type ReadablePath = { [P in keyof paths]: keyof Readable<P> extends Json ? P : never }[keyof paths]
/** An address that answers with HTML. */
export type DocumentPath = { [P in keyof paths]: keyof Readable<P> extends 'text/html' ? P : never }[keyof paths]
export type Answer<P extends ReadablePath> = Readable<P>[keyof Readable<P>]
type ParametersOf<P extends keyof paths> = paths[P]['get'] extends { parameters: infer A } ? A : never
type PathOf<P extends keyof paths> = ParametersOf<P> extends { path: infer V } ? V : Record<string, never>
type QueryOf<P extends keyof paths> = ParametersOf<P> extends { query?: infer V } ? V : never

export interface ReadOptions<P extends keyof paths> {
  path?: PathOf<P>
  query?: QueryOf<P>
  signal?: AbortSignal
  /** Fails without a session. Otherwise the request is sent again when somebody has signed in. */
  impatient?: boolean
}

const TOO_MANY_REQUESTS = 429
const MAX_BACKOFF_SECONDS = 60

/** @throws ApiFailure when the server refuses, Unreachable when it does not answer */
export async function read<P extends ReadablePath>(address: P, options: ReadOptions<P> = {}): Promise<Answer<P>> {
  const answer = await ask(address, options)
  return (await answer.json()) as Answer<P>
}

/** As `read`. @returns HTML that the server has made safe */
export async function readHtml<P extends DocumentPath>(address: P, options: ReadOptions<P>): Promise<string> {
  return await (await ask(address, options)).text()
}

async function ask<P extends keyof paths>(address: P, options: ReadOptions<P>): Promise<Response> {
  const { path, query, signal, impatient = false } = options
  const url = fill(address, path ?? {}) + search(query ?? {})
  for (;;) {
    const answer = await send(url, signal)
    if (answer.ok) return answer
    const failure = await failureOf(answer)
    if (impatient || !isSignedOut(failure)) throw failure
    sessionEnded.set(true)
    await sessionEnded.becomes(false)
  }
}

async function send(url: string, signal: AbortSignal | undefined): Promise<Response> {
  try {
    const answer = await fetch(url, {
      headers: { accept: 'application/vnd.api+json, application/json, text/html' },
      ...(signal && { signal }),
    })
    noteReachable(true)
    return answer
  } catch (error) {
    if (signal?.aborted === true) throw error
    noteReachable(false)
    throw new Unreachable()
  }
}

function fill(address: string, values: object): string {
  return address.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String((values as Record<string, unknown>)[name])))
}

function search(values: object): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '')
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}

/** The management API's errors are objects, those of the registry protocol are texts. */
async function failureOf(answer: Response): Promise<ApiFailure> {
  const { status, headers } = answer
  const body = (await answer.json().catch(() => ({}))) as { errors?: (string | { detail?: string; title?: string })[] }
  const problems = (body.errors ?? []).map((error) => (typeof error === 'string' ? error : (error.detail ?? error.title ?? '')))
  const wait = status === TOO_MANY_REQUESTS ? Math.min(Number(headers.get('retry-after') ?? 1) || 1, MAX_BACKOFF_SECONDS) : 0
  return new ApiFailure(status, {
    problems: problems.filter(Boolean),
    requestId: headers.get('x-request-id') ?? '',
    retryAfterSeconds: wait,
  })
}
