// The closed set of failures a domain may report. Protocols translate them in one place each; a domain never names an HTTP status.

/** One thing wrong with a request: what, and where (a JSON pointer such as `/data/attributes/name`, when it is in a body). */
export interface Problem {
  detail: string
  pointer?: string
}

export abstract class DomainError extends Error {
  abstract override readonly name: string
}

/** The thing does not exist, or the subject may not know that it does. */
export class NotFound extends DomainError {
  override readonly name = 'NotFound'
}

/** The subject is known and may see the thing, but this action is never allowed to it. Rare: prefer NotFound. */
export class Forbidden extends DomainError {
  override readonly name = 'Forbidden'
}

/** No usable credential: missing, unknown, expired or revoked. */
export class Unauthenticated extends DomainError {
  override readonly name = 'Unauthenticated'
}

/** The thing is in a state in which the action makes no sense. */
export class Conflict extends DomainError {
  override readonly name = 'Conflict'
}

/** The input is understood and wrong. Carries every problem found, not only the first. */
export class Invalid extends DomainError {
  override readonly name = 'Invalid'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[] | string, pointer?: string) {
    const list = typeof problems === 'string' ? [{ detail: problems, ...(pointer === undefined ? {} : { pointer }) }] : problems
    super(list.map((problem) => problem.detail).join('; '))
    this.problems = list
  }
}

/** The input cannot be read at all (broken JSON, unknown `include`). */
export class Malformed extends DomainError {
  override readonly name = 'Malformed'
}

/** A size, count or time limit was exceeded. The message names the limit. */
export class LimitExceeded extends DomainError {
  override readonly name = 'LimitExceeded'
}

/** Too many attempts at something that must not be guessed. */
export class TooManyAttempts extends DomainError {
  override readonly name = 'TooManyAttempts'
  readonly retryAfterSeconds: number

  constructor(message: string, retryAfterSeconds: number) {
    super(message)
    this.retryAfterSeconds = retryAfterSeconds
  }
}

const RETRY_AFTER_SECONDS = 5

/** Something that the answer needs does not work now; the same request may work later. The cause is for the log alone. */
export class Unavailable extends DomainError {
  override readonly name: string = 'Unavailable'
  readonly retryAfterSeconds = RETRY_AFTER_SECONDS
}

/** There is no space left to store anything. Reading may still work. */
export class StorageFull extends Unavailable {
  override readonly name = 'StorageFull'
}
