// The origin of the current request, for services that record changes, without passing it through every call.
import { AsyncLocalStorage } from 'node:async_hooks'

export interface RequestOrigin {
  requestId: string
  /** the client's as the server sees it; behind a proxy, the proxy's */
  remoteAddress: string
  /** as the client names itself, which nothing verifies */
  userAgent?: string | undefined
}

/**
 * The only implicit context. No decision depends on it: services record it beside a change. Work outside a request (commands,
 * jobs) has none.
 */
export class RequestOrigins {
  readonly #storage = new AsyncLocalStorage<RequestOrigin>()

  /** Everything that `work` starts, even later, has this origin. */
  run(origin: RequestOrigin, work: () => void): void {
    this.#storage.run(origin, work)
  }

  current(): RequestOrigin | undefined {
    return this.#storage.getStore()
  }
}
