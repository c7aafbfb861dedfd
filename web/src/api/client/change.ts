// Changes something through the API, with the browser's session and its CSRF token.
import { type ApiFailure, isSignedOut } from './failures.ts'
import { queryClient } from './query-client.ts'
import type { paths } from './schema.d.ts'
import { failureOf, send, urlOf } from './send.ts'
import { sessionQuery } from './session.ts'
import { sessionEnded } from './session-ended.ts'

type Method = 'post' | 'put' | 'patch' | 'delete'
type Operation<P extends keyof paths, M extends Method> = NonNullable<paths[P][M]>
/** An address where the method does something. */
export type ChangeablePath<M extends Method> = { [P in keyof paths]: [Operation<P, M>] extends [never] ? never : P }[keyof paths]

type PathOf<O> = O extends { parameters: { path: infer V } } ? V : Record<string, never>
type QueryOf<O> = O extends { parameters: { query?: infer V } } ? V : never
type BodyOf<O> = O extends { requestBody?: infer B } ? (NonNullable<B> extends { content: infer C } ? C[keyof C] : never) : never
type ContentOf<R> = R extends { content: infer C } ? C[keyof C] : undefined
type ResponsesOf<O> = O extends { responses: infer R } ? R : never
type ChangedBy<O> = ContentOf<ResponsesOf<O>[keyof ResponsesOf<O> & (200 | 201 | 202 | 204)]>
/** What the server answers with; undefined where it has nothing to say. */
export type Changed<P extends keyof paths, M extends Method> = ChangedBy<Operation<P, M>>

export interface ChangeOptions<O> {
  path?: PathOf<O>
  query?: QueryOf<O>
  body?: BodyOf<O>
}

const FORBIDDEN = 403

/**
 * Without a session, the page asks to sign in, and the request is sent again afterwards.
 * @throws ApiFailure when the server refuses, Unreachable when it does not answer
 */
export async function change<M extends Method, P extends ChangeablePath<M>>(
  method: M,
  address: P,
  { path, query, body }: ChangeOptions<Operation<P, M>> = {},
): Promise<Changed<P, M>> {
  const url = urlOf(address, path ?? {}, query ?? {})
  let isTokenRead = false
  for (;;) {
    const answer = await send(url, await requestOf(method, body))
    if (answer.ok) return (await contentOf(answer)) as Changed<P, M>
    const failure = await failureOf(answer)
    if (isSignedOut(failure)) {
      sessionEnded.set(true)
      await sessionEnded.becomes(false)
    } else if (isTokenRead || !isOldToken(failure)) throw failure
    isTokenRead = true
    queryClient.removeQueries({ queryKey: sessionQuery.queryKey })
  }
}

async function requestOf(method: string, body: unknown): Promise<RequestInit> {
  const session = await queryClient.fetchQuery({ ...sessionQuery, staleTime: Number.POSITIVE_INFINITY })
  const headers = { accept: 'application/vnd.api+json, application/json', 'x-csrf-token': session.attributes['csrf-token'] }
  if (body === undefined) return { method: method.toUpperCase(), headers }
  const type = { 'content-type': 'application/vnd.api+json' }
  return { method: method.toUpperCase(), headers: { ...headers, ...type }, body: JSON.stringify(body) }
}

/** Somebody signed in again in another window. */
function isOldToken({ status, message }: ApiFailure): boolean {
  return status === FORBIDDEN && message.includes('X-CSRF-Token')
}

async function contentOf(answer: Response): Promise<unknown> {
  const text = await answer.text()
  return text === '' ? undefined : JSON.parse(text)
}
