// How a call reaches its host, by the rules about addresses: directly, at the addresses that were checked, or through a proxy.
import { type AddressPolicy, AddressRefused, HostUnresolved, type ResolveOptions } from './address-policy.ts'
import type { ResolvedAddress } from './name-lookup.ts'
import type { OutgoingProxies, OutgoingProxy } from './outgoing-proxies.ts'

export type Route = { addresses: readonly [ResolvedAddress, ...ResolvedAddress[]] } | { proxy: OutgoingProxy }

export interface Network {
  addresses: AddressPolicy
  /** none when absent */
  proxies?: OutgoingProxies | undefined
}

/**
 * @param url http or https
 * @throws AddressRefused when the policy forbids any address of the host, also of one that only the proxy would call
 * @throws HostUnresolved
 */
export async function routeTo(url: URL, { addresses, proxies }: Network, options: ResolveOptions = {}): Promise<Route> {
  const proxy = proxies?.proxyFor(url)
  if (proxy === undefined) return { addresses: await addresses.resolve(url.hostname, options) }
  await checkProxied(url, addresses, options)
  return { proxy }
}

/**
 * The proxy resolves the name again, and may find another address. A certificate proves that it has reached that host all the
 * same. Plain HTTP proves nothing, and neither does a name that nobody can resolve here.
 */
async function checkProxied(url: URL, addresses: AddressPolicy, options: ResolveOptions): Promise<void> {
  const mayReachAny = addresses.allowsPrivate || options.operatorChosen === true
  if (url.protocol === 'http:' && !mayReachAny) {
    const ways = 'use https://, name the host in NO_PROXY, or turn on TERRACE_ALLOW_PRIVATE_ADDRESSES'
    throw new AddressRefused(`${url.origin} is plain HTTP, and nothing proves which host the proxy reaches; ${ways}`)
  }
  try {
    await addresses.resolve(url.hostname, options)
  } catch (error) {
    if (!(error instanceof HostUnresolved)) throw error
    if (!mayReachAny) throw new HostUnresolved(`${error.message}; if only the proxy can, turn on TERRACE_ALLOW_PRIVATE_ADDRESSES`)
  }
}
