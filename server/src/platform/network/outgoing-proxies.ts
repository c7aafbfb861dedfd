// The proxies for outgoing calls, chosen as curl does: by the scheme of the target, unless an exemption names its host.
import { BlockList, isIP } from 'node:net'

/** An HTTP proxy, which the operator has chosen. */
export interface OutgoingProxy {
  /** for messages: `http://proxy.example.com:3128` */
  origin: string
  /** with user name and password, and always with a port */
  url: string
  /** whether the connection to the proxy is encrypted */
  isSecure: boolean
  /** without brackets */
  host: string
  port: number
  /** the value of `Proxy-Authorization` */
  authorization: string | undefined
}

export interface OutgoingProxies {
  /** @returns undefined for a target that is called directly */
  proxyFor(url: URL): OutgoingProxy | undefined
}

export interface ProxySettings {
  /** proxies for targets of either scheme, as URLs */
  http: string | undefined
  https: string | undefined
  /** hosts that are called directly: names with all names below them, addresses, networks, each with or without a port, or `*` */
  except: readonly string[]
}

type Exemption = (host: string, port: number) => boolean

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }

export function createOutgoingProxies({ http, https, except }: ProxySettings): OutgoingProxies {
  const proxies = new Map([
    ['http:', http === undefined ? undefined : proxyAt(http)],
    ['https:', https === undefined ? undefined : proxyAt(https)],
  ])
  const exemptions = except.map(exemption)
  return {
    proxyFor(url) {
      const host = unbracketed(url.hostname).replace(/\.$/, '')
      return exemptions.some((exempts) => exempts(host, portOf(url))) ? undefined : proxies.get(url.protocol)
    },
  }
}

function proxyAt(text: string): OutgoingProxy {
  const url = new URL(text)
  const { protocol, hostname, username, password } = url
  const port = portOf(url)
  const isNamed = username !== '' || password !== ''
  const named = isNamed ? `${username}:${password}@` : ''
  const credential = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return {
    origin: url.origin,
    url: `${protocol}//${named}${hostname}:${port}`,
    isSecure: protocol === 'https:',
    host: unbracketed(hostname),
    port,
    authorization: isNamed ? `Basic ${Buffer.from(credential).toString('base64')}` : undefined,
  }
}

function exemption(entry: string): Exemption {
  if (entry === '*') return () => true
  const [, name = entry, port] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? []
  const exempts = hostExemption(
    unbracketed(name)
      .toLowerCase()
      .replace(/^\*?\./, '')
      .replace(/\.$/, ''),
  )
  return port === undefined ? exempts : (host, actual) => Number(port) === actual && exempts(host, actual)
}

function hostExemption(name: string): Exemption {
  const [address = '', length] = name.split('/')
  const family = isIP(address)
  if (family === 0) return (host) => host === name || (name !== '' && host.endsWith(`.${name}`))
  const bits = family === 4 ? 32 : 128
  const network = new BlockList()
  const prefix = length === undefined ? bits : Number(length)
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > bits) return () => false
  network.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6')
  return (host) => isIP(host) === family && network.check(host, family === 4 ? 'ipv4' : 'ipv6')
}

function portOf({ port, protocol }: URL): number {
  return port === '' ? (PORTS[protocol] ?? 0) : Number(port)
}

function unbracketed(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1')
}
