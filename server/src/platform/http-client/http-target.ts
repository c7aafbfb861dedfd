// Resolves a URL to the address to call. It checks once, so that the name cannot resolve differently a moment later.
import { AddressRefused, HostUnresolved, type Network, overriddenUrl, type Route, routeTo, type UrlOverride } from '../network/index.ts'
import { HttpFailure } from './http-failure.ts'

export interface HttpTarget {
  url: URL
  route: Route
}

/** @throws HttpFailure `refused` or `unreachable` */
export async function httpTarget(
  asked: string,
  { urlOverrides, ...network }: Network & { urlOverrides: readonly UrlOverride[] },
): Promise<HttpTarget> {
  const overridden = overriddenUrl(asked, urlOverrides)
  const text = overridden ?? asked
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw new HttpFailure('refused', `"${asked}" is not an http or https URL`)
  if (url.username !== '' || url.password !== '')
    throw new HttpFailure('refused', `the URL of ${url.origin} must not contain a user name or password`)
  try {
    return { url, route: await routeTo(url, network, { operatorChosen: overridden !== undefined }) }
  } catch (error) {
    if (error instanceof AddressRefused) throw new HttpFailure('refused', error.message)
    if (error instanceof HostUnresolved) throw new HttpFailure('unreachable', error.message)
    throw error
  }
}
