// The one table from failures of a domain to HTTP statuses, shared by all protocols; each then writes its own body.
import { DomainError, type Problem, TooManyAttempts, Unavailable } from '../../../kernel/index.ts'

export interface HttpFailure {
  status: number
  title: string
  problems: readonly Problem[]
  /** when trying again may help; a whole number */
  retryAfterSeconds?: number
}

const STATUS: Record<string, [status: number, title: string]> = {
  Unauthenticated: [401, 'unauthorized'],
  Forbidden: [403, 'forbidden'],
  NotFound: [404, 'not found'],
  Conflict: [409, 'conflict'],
  LimitExceeded: [413, 'too large'],
  Invalid: [422, 'invalid attribute'],
  Malformed: [400, 'bad request'],
  TooManyAttempts: [429, 'too many requests'],
  Unavailable: [503, 'unavailable'],
  StorageFull: [507, 'insufficient storage'],
}

/** @returns how to answer, or undefined for an error nobody foresaw */
export function httpFailure(error: unknown): HttpFailure | undefined {
  if (error instanceof DomainError) {
    const [status, title] = STATUS[error.name] ?? [500, 'internal error']
    const problems = 'problems' in error ? (error.problems as readonly Problem[]) : [{ detail: error.message }]
    const retrying = error instanceof Unavailable || error instanceof TooManyAttempts
    return { status, title, problems, ...(retrying ? { retryAfterSeconds: Math.ceil(error.retryAfterSeconds) } : {}) }
  }
  return frameworkFailure(error)
}

/** Fastify's own refusals (body too large, unreadable JSON) carry a 4xx status and a message fit for people. */
function frameworkFailure(error: unknown): HttpFailure | undefined {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return undefined
  if (error.statusCode < 400 || error.statusCode >= 500) return undefined
  return { status: error.statusCode, title: error.statusCode === 413 ? 'too large' : 'bad request', problems: [{ detail: error.message }] }
}
