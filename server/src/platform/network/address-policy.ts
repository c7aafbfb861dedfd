// Decides which addresses outgoing calls may reach, and resolves names so that callers connect to the checked address.
import { createAddressClassifier } from './address-ranges.ts'
import { createNameLookup, type Lookup, type ResolvedAddress } from './name-lookup.ts'

export interface ResolveOptions {
  /** the operator chose the target, not a user, so this call may reach private addresses */
  operatorChosen?: boolean
}

export interface AddressPolicy {
  readonly allowsPrivate: boolean
  /**
   * Resolves the addresses of a host; at least one. Connect to them, not to the name: a second lookup may differ.
   * @throws AddressRefused when the policy forbids any address of the host
   * @throws HostUnresolved when the name has no address
   */
  resolve(host: string, options?: ResolveOptions): Promise<readonly [ResolvedAddress, ...ResolvedAddress[]]>
}

/** The policy forbids the host's address. The message says what to do. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
}

/** The host's name does not resolve. */
export class HostUnresolved extends Error {
  override readonly name = 'HostUnresolved'
}

export function createAddressPolicy(options: { allowPrivate: boolean; lookup?: Lookup }): AddressPolicy {
  const classify = createAddressClassifier()
  const lookup = options.lookup ?? createNameLookup()

  const resolve: AddressPolicy['resolve'] = async (host, { operatorChosen = false } = {}) => {
    const name = canonicalHost(host)
    const found = await lookup(name).catch((error: unknown) => {
      throw new HostUnresolved(`the host "${host}" could not be resolved (${reasonOf(error)})`)
    })
    const [first, ...others] = found
    if (first === undefined) throw new HostUnresolved(`the host "${host}" has no address`)
    for (const { address } of found) {
      const kind = classify(address)
      if (kind === 'forbidden') throw new AddressRefused(forbiddenMessage(host, address))
      if (kind === 'private' && !options.allowPrivate && !operatorChosen) throw new AddressRefused(privateMessage(host, address))
    }
    return [first, ...others]
  }
  return { allowsPrivate: options.allowPrivate, resolve }
}

/** Normalizes odd spellings of an address (`0x7f.1`, `2130706433`) and removes the brackets of IPv6. */
function canonicalHost(host: string): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  const authority = bare.includes(':') ? `[${bare}]` : bare
  if (/[\s/\\@?#]/.test(bare) || !URL.canParse(`http://${authority}/`)) throw new AddressRefused(`"${host}" is not a valid host name`)
  return new URL(`http://${authority}/`).hostname.replace(/^\[(.*)\]$/, '$1')
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message
}

function privateMessage(host: string, address: string): string {
  const target = host === address ? address : `${host} (${address})`
  return `${target} is a private address; to allow calls to it, turn on TERRACE_ALLOW_PRIVATE_ADDRESSES`
}

function forbiddenMessage(host: string, address: string): string {
  const target = host === address ? address : `${host} (${address})`
  return `${target} is a link-local, metadata, multicast or other special-purpose address, which this server never calls`
}
