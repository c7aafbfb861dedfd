import { expect, it } from 'vitest'
import { type AddressClass, createAddressClassifier } from './address-ranges.ts'

const classify = createAddressClassifier()
const classesOf = (...addresses: string[]): AddressClass[] => addresses.map((address) => classify(address))

// The ranges that are not globally reachable: https://www.iana.org/assignments/iana-ipv4-special-registry
it.each([
  ['0.0.0.0/8', '0.0.0.0', '0.255.255.255', '1.0.0.0'],
  ['10.0.0.0/8', '10.0.0.0', '10.255.255.255', '11.0.0.0'],
  ['100.64.0.0/10', '100.64.0.0', '100.127.255.255', '100.128.0.0'],
  ['127.0.0.0/8', '127.0.0.0', '127.255.255.255', '128.0.0.0'],
  ['169.254.0.0/16', '169.254.0.0', '169.254.255.255', '169.255.0.0'],
  ['172.16.0.0/12', '172.16.0.0', '172.31.255.255', '172.32.0.0'],
  ['192.0.0.0/24', '192.0.0.0', '192.0.0.255', '192.0.1.0'],
  ['192.0.2.0/24', '192.0.2.0', '192.0.2.255', '192.0.3.0'],
  ['192.88.99.0/24', '192.88.99.0', '192.88.99.255', '192.88.100.0'],
  ['192.168.0.0/16', '192.168.0.0', '192.168.255.255', '192.169.0.0'],
  ['198.18.0.0/15', '198.18.0.0', '198.19.255.255', '198.20.0.0'],
  ['198.51.100.0/24', '198.51.100.0', '198.51.100.255', '198.51.101.0'],
  ['203.0.113.0/24', '203.0.113.0', '203.0.113.255', '203.0.114.0'],
])('%s is not public from its first to its last address', (_range, first, last, next) => {
  expect(classesOf(first, last)).not.toContain('public')
  expect(classesOf(next)).toEqual(['public'])
})

it('multicast and reserved addresses are forbidden to the end of IPv4', () => {
  expect(classesOf('223.255.255.255', '224.0.0.0', '239.255.255.255', '240.0.0.0', '255.255.255.255')).toEqual([
    'public',
    'forbidden',
    'forbidden',
    'forbidden',
    'forbidden',
  ])
})

// https://www.iana.org/assignments/iana-ipv6-special-registry, and site-local addresses of RFC 3879
it.each([
  ['::1/128', '::1', '::1', '2606:4700::1'],
  ['64:ff9b:1::/48', '64:ff9b:1::', '64:ff9b:1:ffff:ffff:ffff:ffff:ffff', '64:ff9b:2::'],
  ['100::/64', '100::', '100::ffff:ffff:ffff:ffff', '100:0:0:2::'],
  ['100:0:0:1::/64', '100:0:0:1::', '100:0:0:1:ffff:ffff:ffff:ffff', '100:0:0:2::'],
  ['2001:2::/48', '2001:2::', '2001:2:0:ffff:ffff:ffff:ffff:ffff', '2001:2:1::'],
  ['2001:db8::/32', '2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', '2001:db9::'],
  ['3fff::/20', '3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff', '3fff:1000::'],
  ['5f00::/16', '5f00::', '5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '5f01::'],
  ['fc00::/7', 'fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'fe00::'],
  ['fec0::/10', 'fec0::', 'feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'fe00::'],
])('%s is private from its first to its last address', (_range, first, last, next) => {
  expect(classesOf(first, last)).toEqual(['private', 'private'])
  expect(classesOf(next)).toEqual(['public'])
})

it.each([
  ['no address at all', ['::', '0.0.0.0']],
  ['link-local', ['fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'fe80::1%eth0']],
  ['multicast', ['ff00::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff']],
  ['what is no address', ['', 'git.example.com', '1.2.3', '1.2.3.4.5', '12345::']],
])('%s is forbidden', (_what, addresses) => {
  for (const address of addresses) expect([address, classify(address)]).toEqual([address, 'forbidden'])
})

// Each as its cloud documents it. Operators may allow the private ranges around most of them.
it.each([
  ['AWS, Azure, Google Cloud and others', '169.254.169.254'],
  ['AWS over IPv6', 'fd00:ec2::254'],
  ['AWS pod identity', 'fd00:ec2::23'],
  ['Google Cloud over IPv6', 'fd20:ce::254'],
  ['Alibaba Cloud', '100.100.100.200'],
  ['Azure, of the host', '168.63.129.16'],
  ['Oracle Cloud', '192.0.0.192'],
])('the metadata service of %s is forbidden, its neighbours are not', (_cloud, address) => {
  expect(classify(address)).toBe('forbidden')
  if (!address.startsWith('169.254.')) expect(classify(address.replace(/\d$/, '1'))).not.toBe('forbidden')
})

// Where 10.0.0.1 = 0a00:0001 and 169.254.169.254 = a9fe:a9fe are embedded: RFC 4291, 6145, 6052, 3056 and 4380 (which inverts).
it.each([
  ['mapped', '::ffff:', '', '0a00:1', 'a9fe:a9fe', '808:808'],
  ['translated', '::ffff:0:', '', '0a00:1', 'a9fe:a9fe', '808:808'],
  ['NAT64', '64:ff9b::', '', '0a00:1', 'a9fe:a9fe', '808:808'],
  ['6to4', '2002:', '::1', '0a00:1', 'a9fe:a9fe', '808:808'],
  ['Teredo', '2001:0:4136:e378:8000:63bf:', '', 'f5ff:fffe', '5601:5601', 'f7f7:f7f7'],
  ['compatible', '::', '', '0a00:1', 'a9fe:a9fe', '808:808'],
])('an address is treated like the %s IPv4 address in it', (_name, before, after, ...embedded) => {
  expect(classesOf(...embedded.map((part) => `${before}${part}${after}`))).toEqual(['private', 'forbidden', 'public'])
})
