// For tests of code that must not use the network.
import type { HttpClient } from '../../src/platform/http-client/index.ts'

export const noNetwork: HttpClient = {
  request: async ({ method, url }) => {
    throw new Error(`nobody should be called, but ${method} ${url} was`)
  },
}
