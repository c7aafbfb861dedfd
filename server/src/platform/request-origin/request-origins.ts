// Where the request being answered came from, for whoever records a change deep inside a service, without passing it through every call.
import { AsyncLocalStorage } from 'node:async_hooks'

export interface RequestOrigin {
  requestId: string
  /** of the client as the server sees it: behind a proxy, the proxy's */
  remoteAddress: string
}

/**
 * The only thing that is known implicitly, because nothing is decided by it: it is written down beside a change and read
 * nowhere else. Work outside of a request (commands, jobs) has none.
 */
export class RequestOrigins {
  readonly #storage = new AsyncLocalStorage<RequestOrigin>()

  /** Everything that `work` starts, also later, has this origin. */
  run(origin: RequestOrigin, work: () => void): void {
    this.#storage.run(origin, work)
  }

  current(): RequestOrigin | undefined {
    return this.#storage.getStore()
  }
}
