// Decides where outgoing calls may go, and resolves names so that the address that was checked is the address that is called.
import { lookup as systemLookup } from 'node:dns/promises'
import { type AddressFamily, createAddressClassifier } from './address-ranges.ts'

export interface ResolvedAddress {
  address: string
  family: AddressFamily
}

/** All addresses of a host, in the order in which they should be tried. */
export type Lookup = (host: string) => Promise<readonly ResolvedAddress[]>

export interface ResolveOptions {
  /** the target was chosen by the operator, not by a user: private addresses are fine for this call */
  operatorChosen?: boolean
}

export interface AddressPolicy {
  /**
   * The address to connect to. Connect to it, not to the name: a second look-up may answer differently.
   * @throws AddressRefused when any address of the host is not allowed
   * @throws HostUnresolved when the name has no address
   */
  resolve(host: string, options?: ResolveOptions): Promise<ResolvedAddress>
  /** As `resolve`, with every address of the host, at least one. */
  resolveAll(host: string, options?: ResolveOptions): Promise<readonly [ResolvedAddress, ...ResolvedAddress[]]>
}

/** The host's address is one that outgoing calls must not reach. The message says what to do about it. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
}

/** The host's name could not be turned into an address. */
export class HostUnresolved extends Error {
  override readonly name = 'HostUnresolved'
}

const LOOKUP_TIMEOUT_MS = 10_000

export function createAddressPolicy(options: { allowPrivate: boolean; lookup?: Lookup }): AddressPolicy {
  const classify = createAddressClassifier()
  const lookup = options.lookup ?? lookupWithSystem

  const resolveAll: AddressPolicy['resolveAll'] = async (host, { operatorChosen = false } = {}) => {
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
  return { resolveAll, resolve: async (host, resolveOptions) => (await resolveAll(host, resolveOptions))[0] }
}

/** Odd spellings of an address (`0x7f.1`, `2130706433`) become the address; brackets around IPv6 go away. */
function canonicalHost(host: string): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  const authority = bare.includes(':') ? `[${bare}]` : bare
  if (/[\s/\\@?#]/.test(bare) || !URL.canParse(`http://${authority}/`)) throw new AddressRefused(`"${host}" is not the name of a host`)
  return new URL(`http://${authority}/`).hostname.replace(/^\[(.*)\]$/, '$1')
}

async function lookupWithSystem(host: string): Promise<readonly ResolvedAddress[]> {
  let timer: NodeJS.Timeout | undefined
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer from the name service')), LOOKUP_TIMEOUT_MS)
  })
  try {
    const found = await Promise.race([systemLookup(host, { all: true, order: 'verbatim' }), expired])
    return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
  } finally {
    clearTimeout(timer)
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message
}

function privateMessage(host: string, address: string): string {
  const target = host === address ? address : `${host} (${address})`
  return `${target} is a private address, which this server does not call unless TERRACE_ALLOW_PRIVATE_ADDRESSES is on`
}

function forbiddenMessage(host: string, address: string): string {
  const target = host === address ? address : `${host} (${address})`
  return `${target} is a link-local, metadata, multicast or otherwise special address, which this server never calls`
}
