// The closed set of failures that a domain reports. Each protocol translates them in one place; a domain never names an HTTP status.

/** One problem with a request. `pointer` is a JSON pointer into the body, such as `/data/attributes/name`. */
export interface Problem {
  detail: string
  pointer?: string
}

export abstract class DomainError extends Error {
  abstract override readonly name: string
}

/** The resource does not exist, or the subject may not know that it does. */
export class NotFound extends DomainError {
  override readonly name = 'NotFound'
}

/** The subject is known and may read the resource, but may not do this. Rare: prefer NotFound. */
export class Forbidden extends DomainError {
  override readonly name = 'Forbidden'
}

/** No usable credential: missing, unknown, expired or revoked. */
export class Unauthenticated extends DomainError {
  override readonly name = 'Unauthenticated'
}

/** The action does not fit the current state of the resource. */
export class Conflict extends DomainError {
  override readonly name = 'Conflict'
}

/** The input is well-formed but not valid. Carries every problem found, not only the first. */
export class Invalid extends DomainError {
  override readonly name = 'Invalid'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[] | string, pointer?: string) {
    const list = typeof problems === 'string' ? [{ detail: problems, ...(pointer === undefined ? {} : { pointer }) }] : problems
    super(list.map((problem) => problem.detail).join('; '))
    this.problems = list
  }
}

/** The input cannot be parsed (broken JSON, unknown `include`). */
export class Malformed extends DomainError {
  override readonly name = 'Malformed'
}

/** The input exceeds a limit on size, count or time. The message names the limit. */
export class LimitExceeded extends DomainError {
  override readonly name = 'LimitExceeded'
}

/** Too many attempts to guess a secret. */
export class TooManyAttempts extends DomainError {
  override readonly name = 'TooManyAttempts'
  readonly retryAfterSeconds: number

  constructor(message: string, retryAfterSeconds: number) {
    super(message)
    this.retryAfterSeconds = retryAfterSeconds
  }
}

const RETRY_AFTER_SECONDS = 5

/** A system that the answer needs does not answer now. The same request may work later. The cause is for the log alone. */
export class Unavailable extends DomainError {
  override readonly name: string = 'Unavailable'
  readonly retryAfterSeconds = RETRY_AFTER_SECONDS
}

/** There is no space left to store anything. Reading may still work. */
export class StorageFull extends Unavailable {
  override readonly name = 'StorageFull'
}
