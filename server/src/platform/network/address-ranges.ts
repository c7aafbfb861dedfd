// Classifies IP addresses by the special-purpose ranges of IANA (RFC 6890) and the metadata services of clouds.
import { BlockList, isIP } from 'node:net'

/** Outgoing calls never reach `forbidden` addresses, and reach `private` ones only when the operator allows it. */
export type AddressClass = 'public' | 'private' | 'forbidden'

export type AddressFamily = 4 | 6

const FORBIDDEN_IPV4: readonly string[] = [
  '0.0.0.0/8', // this network
  '169.254.0.0/16', // link-local, the metadata service of most clouds
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
  '100.100.100.200/32', // Alibaba Cloud metadata
  '168.63.129.16/32', // Azure host agent
  '192.0.0.192/32', // Oracle Cloud metadata
]

const PRIVATE_IPV4: readonly string[] = [
  '10.0.0.0/8',
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
]

const FORBIDDEN_IPV6: readonly string[] = [
  '::/128',
  'fe80::/10', // link-local
  'ff00::/8', // multicast
  'fd00:ec2::254/128', // AWS metadata
  'fd00:ec2::23/128', // AWS pod identity
  'fd20:ce::254/128', // Google Cloud metadata
]

const PRIVATE_IPV6: readonly string[] = [
  '::1/128',
  '64:ff9b:1::/48', // NAT64 of the network itself
  '100::/64', // discard
  '100:0:0:1::/64', // dummy prefix
  '2001:2::/48', // benchmarking
  '2001:db8::/32',
  '3fff::/20',
  '5f00::/16', // segment routing
  'fc00::/7',
  'fec0::/10',
]

/** IPv6 ranges that embed the IPv4 address of the real destination: prefix, and the index of its first 16-bit group. */
const EMBEDDING: readonly { range: string; group: number; inverted: boolean }[] = [
  { range: '::ffff:0:0/96', group: 6, inverted: false }, // mapped
  { range: '::ffff:0:0:0/96', group: 6, inverted: false }, // translated
  { range: '64:ff9b::/96', group: 6, inverted: false }, // NAT64
  { range: '2002::/16', group: 1, inverted: false }, // 6to4
  { range: '2001::/32', group: 6, inverted: true }, // Teredo
  { range: '::/96', group: 6, inverted: false }, // compatible, long deprecated
]

/** @returns a function that classifies a literal IPv4 or IPv6 address; anything else is `forbidden` */
export function createAddressClassifier(): (address: string) => AddressClass {
  const ipv4 = { forbidden: ranges(FORBIDDEN_IPV4, 'ipv4'), private: ranges(PRIVATE_IPV4, 'ipv4') }
  const ipv6 = { forbidden: ranges(FORBIDDEN_IPV6, 'ipv6'), private: ranges(PRIVATE_IPV6, 'ipv6') }
  const embedding = EMBEDDING.map((entry) => ({ ...entry, list: ranges([entry.range], 'ipv6') }))
  return (literal) => {
    const address = literal.replace(/%.*$/, '')
    if (isIP(address) === 4) return classifyIn(ipv4, address, 'ipv4')
    if (isIP(address) !== 6) return 'forbidden'
    const own = classifyIn(ipv6, address, 'ipv6')
    if (own !== 'public') return own
    const inside = embedding.find((entry) => entry.list.check(address, 'ipv6'))
    return inside === undefined ? 'public' : classifyIn(ipv4, embeddedAddress(address, inside.group, inside.inverted), 'ipv4')
  }
}

function classifyIn(lists: { forbidden: BlockList; private: BlockList }, address: string, family: 'ipv4' | 'ipv6'): AddressClass {
  if (lists.forbidden.check(address, family)) return 'forbidden'
  return lists.private.check(address, family) ? 'private' : 'public'
}

function ranges(list: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const blocks = new BlockList()
  for (const range of list) {
    const [network = '', prefix = ''] = range.split('/')
    blocks.addSubnet(network, Number(prefix), family)
  }
  return blocks
}

function embeddedAddress(address: string, group: number, inverted: boolean): string {
  const groups = groupsOf(address)
  const bits = [groups[group] ?? 0, groups[group + 1] ?? 0].map((value) => (inverted ? value ^ 0xff_ff : value))
  return bits.flatMap((value) => [value >> 8, value & 0xff]).join('.')
}

/** The eight 16-bit groups of an IPv6 address. The URL parser knows every notation. */
function groupsOf(address: string): number[] {
  const normal = new URL(`http://[${address}]/`).hostname.slice(1, -1)
  const [head = '', tail] = normal.split('::')
  const before = hexadecimals(head)
  const after = hexadecimals(tail ?? '')
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
}

function hexadecimals(part: string): number[] {
  return part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
}
