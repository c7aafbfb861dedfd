// The syntax of single settings.
import { isIP } from 'node:net'

export interface ListenAddress {
  host: string
  /** 0 picks a free port */
  port: number
}

/** Calls to a URL that begins with `from` go to `to` instead. */
export interface UrlOverride {
  from: string
  to: string
}

const MAX_PORT = 65_535

/** `127.0.0.1:8080`, `[::1]:8080`, `:8080` (all addresses) */
export function parseListen(text: string): ListenAddress {
  const parts = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<host>[^:[\]]*)):(?<port>\d{1,5})$/.exec(text)?.groups
  const port = Number(parts?.['port'])
  if (parts === undefined || port > MAX_PORT) throw new Error(`must look like 127.0.0.1:8080; got "${text}"`)
  return { host: parts['v6'] ?? (parts['host'] || '0.0.0.0'), port }
}

/** Whether listening there means listening at every address of the machine: `0.0.0.0`, and `::` in any spelling. */
export function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || (host.includes(':') && /^[0:]+$/.test(host))
}

/** An http(s) URL without a path: clients replace it by `/api/v2/`. */
export function parsePublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw new Error(`must be an http:// or https:// URL; got "${text}"`)
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw new Error('must have no path, query or user: Terraform clients expect the API at the root of the host')
  }
  return url.origin
}

export function parseFlag(text: string): boolean {
  const value = text.toLowerCase()
  if (['1', 'true', 'yes', 'on'].includes(value)) return true
  if (['0', 'false', 'no', 'off'].includes(value)) return false
  throw new Error(`must be on or off; got "${text}"`)
}

const GIT_PROTOCOLS = ['http:', 'https:', 'ssh:', 'file:']

/** `https://api.github.com=http://127.0.0.1:9999,…` */
export function parseOverrides(text: string): UrlOverride[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [from = '', to = '', ...more] = entry.split('=')
      if (more.length > 0 || !URL.canParse(from) || !URL.canParse(to)) throw new Error(`"${entry}" must look like https://from=https://to`)
      if (!GIT_PROTOCOLS.includes(new URL(to).protocol)) throw new Error(`"${to}" must be an http, https, ssh or file URL`)
      return { from: from.replace(/\/+$/, ''), to: to.replace(/\/+$/, '') }
    })
}

const BITS: Readonly<Record<number, number>> = { 4: 32, 6: 128 }

/** `10.0.0.5,192.168.0.0/16,fd00::/8` */
export function parseNetworks(text: string): string[] {
  const networks = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  for (const network of networks) {
    const [address = '', length, ...more] = network.split('/')
    const bits = BITS[isIP(address)]
    const fits = length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (bits ?? 0))
    if (bits === undefined || !fits || more.length > 0) throw new Error(`"${network}" must be an address or a network such as 10.0.0.0/8`)
  }
  return networks
}

/** `proxy.example.com:3128` counts as `http://…`, as in curl. The message does not repeat the text: a password may be in it. */
export function parseProxy(text: string): string {
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  const url = URL.canParse(full) ? new URL(full) : undefined
  const isUsable = url !== undefined && /^https?:$/.test(url.protocol) && [url.username, url.password].every(isDecodable)
  if (!isUsable) throw new Error('must be http://host:port or https://host:port, with special characters of user and password escaped')
  return url.href
}

function isDecodable(part: string): boolean {
  try {
    return decodeURIComponent(part) !== undefined
  } catch {
    return false
  }
}

/** Entries are separated by commas or spaces. Nothing is refused: other programs share the variable. */
export function parseNoProxy(text: string): string[] {
  return text.split(/[\s,]+/).filter((entry) => entry !== '')
}

/** It is sent as the value of a header. */
export function parseAppName(text: string): string {
  if (!/^[\x21-\x7e](?:[\x20-\x7e]{0,98}[\x21-\x7e])?$/.test(text)) {
    throw new Error(`must be 1 to 100 printable ASCII characters; got ${JSON.stringify(text)}`)
  }
  return text
}

/** `never`, or a whole number of months up to a hundred years. */
export function parseMonths(text: string): number | null {
  if (text === 'never') return null
  const months = Number(text)
  if (!/^\d{1,4}$/.test(text) || months < 1 || months > 1200) throw new Error(`must be never or a number from 1 to 1200; got "${text}"`)
  return months
}

export function parseWhole(text: string, min: number, max: number): number {
  const number = Number(text)
  if (!/^\d{1,12}$/.test(text) || number < min || number > max)
    throw new Error(`must be a whole number from ${min} to ${max}; got "${text}"`)
  return number
}

const MAX_SECONDS = 3600

/** A whole number of seconds, at most an hour. @returns milliseconds */
export function parseSeconds(text: string): number {
  if (!/^\d{1,4}$/.test(text) || Number(text) > MAX_SECONDS) {
    throw new Error(`must be a whole number of seconds from 0 to ${MAX_SECONDS}; got "${text}"`)
  }
  return Number(text) * 1000
}
