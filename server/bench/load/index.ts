// Load made by another process.
import { ask, startProcess, stopProcess } from '../children.ts'
import type { LoadOrder, LoadResult } from './messages.ts'

export type { LoadResult } from './messages.ts'

export interface Load extends AsyncDisposable {
  /** One order at a time. @throws Error when any answer was not the expected one */
  run(order: LoadOrder): Promise<LoadResult>
}

export function startLoad(): Load {
  const child = startProcess(new URL('./load-process.ts', import.meta.url))
  return {
    async run(order) {
      const result = await ask<LoadResult>(child, order)
      if (result.failures > 0) throw new Error(`${result.failures} of ${result.requests + result.failures} requests failed`)
      return result
    },
    [Symbol.asyncDispose]: () => stopProcess(child),
  }
}
