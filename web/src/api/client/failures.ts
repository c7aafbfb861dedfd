export interface Problem {
  text: string
  /** to the member of the request that it is about: `/data/attributes/name`; undefined for the whole */
  pointer: string | undefined
}

interface Details {
  problems: readonly Problem[]
  requestId: string
  /** 0 unless the server asks to wait */
  retryAfterSeconds: number
}

/** What the server answered instead of what was asked for. */
export class ApiFailure extends Error {
  readonly status: number
  readonly problems: readonly Problem[]
  readonly requestId: string
  readonly retryAfterSeconds: number

  constructor(status: number, { problems, requestId, retryAfterSeconds }: Details) {
    super(problems.map(({ text }) => text).join(' ') || `The server answered with status ${status}.`)
    this.status = status
    this.problems = problems
    this.requestId = requestId
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** The server did not answer at all. */
export class Unreachable extends Error {
  constructor() {
    super('The server cannot be reached.')
  }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiFailure && error.status === 404
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiFailure && error.status === 401
}
