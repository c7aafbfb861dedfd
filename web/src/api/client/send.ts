// Sends requests to the API, and says what failed.
import { ApiFailure, type Problem, Unreachable } from './failures.ts'
import { noteReachable } from './reachability.ts'

const TOO_MANY_REQUESTS = 429
const MAX_BACKOFF_SECONDS = 60

/** @throws Unreachable when no answer comes */
export async function send(url: string, request: RequestInit): Promise<Response> {
  try {
    const answer = await fetch(url, request)
    noteReachable(true)
    return answer
  } catch (error) {
    if (request.signal?.aborted === true) throw error
    noteReachable(false)
    throw new Unreachable()
  }
}

/** @param address with the names of `path` in braces. Query parameters that are undefined or empty are left out. */
export function urlOf(address: string, path: object, query: object): string {
  const filled = address.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String((path as Record<string, unknown>)[name])))
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  return given.length === 0 ? filled : `${filled}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}

interface ErrorObject {
  detail?: string
  title?: string
  source?: { pointer?: string }
}

/** The management API's errors are objects, those of the registry protocol are texts. */
export async function failureOf(answer: Response): Promise<ApiFailure> {
  const { status, headers } = answer
  const body = (await answer.json().catch(() => ({}))) as { errors?: (string | ErrorObject)[] }
  const wait = status === TOO_MANY_REQUESTS ? Math.min(Number(headers.get('retry-after') ?? 1) || 1, MAX_BACKOFF_SECONDS) : 0
  return new ApiFailure(status, {
    problems: (body.errors ?? []).map(problemOf).filter(({ text }) => text !== ''),
    requestId: headers.get('x-request-id') ?? '',
    retryAfterSeconds: wait,
  })
}

function problemOf(error: string | ErrorObject): Problem {
  if (typeof error === 'string') return { text: error, pointer: undefined }
  return { text: error.detail ?? error.title ?? '', pointer: error.source?.pointer }
}
