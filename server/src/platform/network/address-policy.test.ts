import { describe, expect, test } from 'vitest'
import { AddressRefused, createAddressPolicy, HostUnresolved } from './address-policy.ts'

const resolvingTo = (...addresses: string[]) => ({
  lookup: async () => addresses.map((address) => ({ address, family: address.includes(':') ? (6 as const) : (4 as const) })),
})

const PRIVATE = [
  '127.0.0.1',
  '10.1.2.3',
  '172.31.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '198.18.0.1',
  '::1',
  'fd12::1',
  '::ffff:127.0.0.1',
  '::ffff:a00:1',
  '64:ff9b::10.0.0.1',
  '2002:7f00:1::',
  '::7f00:1',
]
const FORBIDDEN = [
  '0.0.0.0',
  '169.254.169.254',
  '100.100.100.200',
  '168.63.129.16',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  'fe80::1',
  'fe80::1%eth0',
  'ff02::1',
  'fd00:ec2::254',
  '::ffff:169.254.169.254',
  '::ffff:0:a9fe:a9fe',
  '64:ff9b::a9fe:a9fe',
  '2002:a9fe:a9fe::1',
  '2001:0:0:0:0:0:5601:5601',
]
const PUBLIC = ['1.1.1.1', '100.128.0.1', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8']

describe('address policy', () => {
  test.each(PRIVATE)('%s is refused with the name of the setting, and allowed when private addresses are', async (address) => {
    await expect(createAddressPolicy({ allowPrivate: false, ...resolvingTo(address) }).resolve('git.example.com')).rejects.toThrow(
      /TERRACE_ALLOW_PRIVATE_ADDRESSES/,
    )
    const resolved = await createAddressPolicy({ allowPrivate: true, ...resolvingTo(address) }).resolve('git.example.com')
    expect(resolved).toMatchObject([{ address }])
  })

  test.each(FORBIDDEN)('%s is refused whatever is allowed', async (address) => {
    const policy = createAddressPolicy({ allowPrivate: true, ...resolvingTo(address) })
    await expect(policy.resolve('git.example.com')).rejects.toThrow(AddressRefused)
    await expect(policy.resolve('git.example.com', { operatorChosen: true })).rejects.toThrow(AddressRefused)
  })

  test.each(PUBLIC)('%s is allowed', async (address) => {
    const resolved = await createAddressPolicy({ allowPrivate: false, ...resolvingTo(address) }).resolve('git.example.com')
    expect(resolved).toEqual([{ address, family: address.includes(':') ? 6 : 4 }])
  })

  test('one private address among public ones refuses the host', async () => {
    const policy = createAddressPolicy({ allowPrivate: false, ...resolvingTo('1.1.1.1', '10.0.0.1') })
    await expect(policy.resolve('git.example.com')).rejects.toThrow(/10\.0\.0\.1/)
  })

  test('a target that the operator chose may be private', async () => {
    const policy = createAddressPolicy({ allowPrivate: false, ...resolvingTo('10.0.0.1') })
    expect(await policy.resolve('git.example.com', { operatorChosen: true })).toEqual([{ address: '10.0.0.1', family: 4 }])
  })

  test.each(['127.1', '0x7f.1', '2130706433', '0177.0.0.1', '[::1]', '[::ffff:7f00:1]', 'localhost'])(
    'the spelling %s of loopback is refused',
    async (host) => {
      await expect(createAddressPolicy({ allowPrivate: false }).resolve(host)).rejects.toThrow(/TERRACE_ALLOW_PRIVATE_ADDRESSES/)
    },
  )

  test('a name that does not resolve is a different error from a refusal', async () => {
    const nothing = createAddressPolicy({ allowPrivate: false, ...resolvingTo() })
    await expect(nothing.resolve('nowhere.example')).rejects.toThrow(HostUnresolved)
    const failing = createAddressPolicy({ allowPrivate: false, lookup: async () => Promise.reject(new Error('ENOTFOUND')) })
    await expect(failing.resolve('nowhere.example')).rejects.toThrow(/nowhere\.example.*ENOTFOUND/)
  })
})
