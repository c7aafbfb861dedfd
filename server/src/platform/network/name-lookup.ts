// Looks up the addresses of hosts. A name server that does not answer holds up those who ask for its names, and nobody else.
import { Resolver, lookup as systemLookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { AddressFamily } from './address-ranges.ts'

export interface ResolvedAddress {
  address: string
  family: AddressFamily
}

/** All addresses of a host, in the order to try them. */
export type Lookup = (host: string) => Promise<readonly ResolvedAddress[]>

export interface NameLookupOptions {
  /** as the system does it, with its file of hosts and its search domains; holds a thread until it ends, and cannot be stopped */
  system?: Lookup
  /** asks the name servers alone; holds no thread */
  direct?: Lookup
  /** how long the system may keep the next name waiting; milliseconds */
  patienceMs?: number
}

const PATIENCE_MS = 1000
const TIMEOUT_MS = 10_000

/**
 * Node runs two lookups of the system at a time; all others wait, also those of the database's host. This uses one of the two.
 * While a slow name holds it, the other names go to the name servers directly.
 */
export function createNameLookup({
  system = askSystem,
  direct = askNameServers,
  patienceMs = PATIENCE_MS,
}: NameLookupOptions = {}): Lookup {
  const underWay = new Map<string, Promise<readonly ResolvedAddress[]>>()
  const waiting = new Set<() => void>()
  let isBusy = false
  let isStuck = false

  /** @returns whether the system is free for the caller, who then has to call `leave` */
  async function enter(): Promise<boolean> {
    if (isStuck) return false
    if (!isBusy) {
      isBusy = true
      return true
    }
    return await new Promise((resolve) => {
      const next = () => {
        clearTimeout(timer)
        waiting.delete(next)
        resolve(true)
      }
      const timer = setTimeout(() => {
        waiting.delete(next)
        resolve(false)
      }, patienceMs)
      waiting.add(next)
    })
  }

  function leave(): void {
    isStuck = false
    const [next] = waiting
    if (next === undefined) isBusy = false
    else next()
  }

  async function resolve(host: string): Promise<readonly ResolvedAddress[]> {
    if (!(await enter())) return await direct(host)
    const timer = setTimeout(() => {
      isStuck = true
    }, patienceMs).unref()
    return await system(host).finally(() => {
      clearTimeout(timer)
      leave()
    })
  }

  return async (host) => {
    const family = isIP(host)
    if (family !== 0) return [{ address: host, family: family === 6 ? 6 : 4 }]
    const found = underWay.get(host) ?? resolve(host).finally(() => underWay.delete(host))
    underWay.set(host, found)
    return await inTime(found)
  }
}

async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  const expired = Promise.withResolvers<never>()
  const timer = setTimeout(() => expired.reject(new Error('the DNS lookup timed out')), TIMEOUT_MS)
  try {
    return await Promise.race([work, expired.promise])
  } finally {
    clearTimeout(timer)
  }
}

async function askSystem(host: string): Promise<readonly ResolvedAddress[]> {
  const found = await systemLookup(host, { all: true, order: 'verbatim' })
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
}

async function askNameServers(host: string): Promise<readonly ResolvedAddress[]> {
  const resolver = new Resolver()
  const timer = setTimeout(() => resolver.cancel(), TIMEOUT_MS)
  try {
    const [four, six] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
    if (four.status === 'rejected' && six.status === 'rejected') throw four.reason
    const addresses = (answer: typeof four, family: AddressFamily) =>
      answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family })) : []
    return [...addresses(four, 4), ...addresses(six, 6)]
  } finally {
    clearTimeout(timer)
  }
}
