// Reads the API with the browser's session. What an answer looks like comes from the API's own document.
import { isSignedOut } from './failures.ts'
import type { paths } from './schema.d.ts'
import { failureOf, send, urlOf } from './send.ts'
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
  const url = urlOf(address, path ?? {}, query ?? {})
  const headers = { accept: 'application/vnd.api+json, application/json, text/html' }
  for (;;) {
    const answer = await send(url, { headers, ...(signal && { signal }) })
    if (answer.ok) return answer
    const failure = await failureOf(answer)
    if (impatient || !isSignedOut(failure)) throw failure
    sessionEnded.set(true)
    await sessionEnded.becomes(false)
  }
}
