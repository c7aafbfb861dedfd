// What answers before the routes.
import type { RequestListener } from 'node:http'
import type { RequestMeter } from './request-meter.ts'

/**
 * Handles requests before the routes.
 * @param headers makes those that its answer begins with: names and values by turns, to which it may add
 * @returns the template of the route that it answered for; undefined when it did not answer. A promise never rejects.
 */
export type Shortcut = (
  request: Parameters<RequestListener>[0],
  response: Parameters<RequestListener>[1],
  headers: () => string[],
) => string | undefined | Promise<string | undefined>

/** @returns the first of their answers */
export function oneOf(shortcuts: readonly Shortcut[]): Shortcut {
  return (request, response, headers) => {
    for (const shortcut of shortcuts) {
      const answered = shortcut(request, response, headers)
      if (answered !== undefined) return answered
    }
    return undefined
  }
}

/** @returns the shortcut, measured: it has answered when it returns, or when its promise is kept */
export function meteredShortcut(shortcut: Shortcut, meter: RequestMeter): Shortcut {
  return (request, response, headers) => {
    const began = performance.now()
    const measured = (route: string | undefined) => {
      const seconds = (performance.now() - began) / 1000
      if (route !== undefined) meter({ method: request.method, route, status: response.statusCode, seconds })
      return route
    }
    const route = shortcut(request, response, headers)
    return route instanceof Promise ? route.then(measured) : measured(route)
  }
}
