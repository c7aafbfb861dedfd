import { expect, it } from 'vitest'
import { AddressRefused, createAddressPolicy, HostUnresolved } from './address-policy.ts'
import { createOutgoingProxies } from './outgoing-proxies.ts'
import { routeTo } from './route.ts'

const ADDRESSES: Readonly<Record<string, string>> = {
  'public.example.com': '93.184.215.14',
  'private.example.com': '10.0.0.5',
  'metadata.example.com': '169.254.169.254',
}
const lookup = async (host: string) => {
  const address = ADDRESSES[host]
  if (address === undefined) throw new Error('ENOTFOUND')
  return [{ address, family: 4 as const }]
}
const proxies = createOutgoingProxies({ http: 'http://10.0.0.1:3128', https: 'http://10.0.0.1:3128', except: ['direct.example.com'] })
const route = (url: string, allowPrivate = false, operatorChosen = false) =>
  routeTo(new URL(url), { addresses: createAddressPolicy({ allowPrivate, lookup }), proxies }, { operatorChosen })
const proxied = { proxy: expect.objectContaining({ origin: 'http://10.0.0.1:3128' }) }

it('leads through the proxy, whose own address may be private', async () => {
  expect(await route('https://public.example.com')).toEqual(proxied)
})

it('does not lead through the proxy to an address that may not be called', async () => {
  await expect(route('https://private.example.com')).rejects.toThrow(AddressRefused)
  expect(await route('https://private.example.com', true)).toEqual(proxied)
  expect(await route('https://private.example.com', false, true)).toEqual(proxied)
  await expect(route('https://metadata.example.com', true, true)).rejects.toThrow(AddressRefused)
})

it('does not lead through the proxy where nothing proves which host it reaches', async () => {
  await expect(route('http://public.example.com')).rejects.toThrow(/plain HTTP.*NO_PROXY/)
  expect(await route('http://public.example.com', true)).toEqual(proxied)
  expect(await route('http://public.example.com', false, true)).toEqual(proxied)
  await expect(route('https://unknown.example.com')).rejects.toThrow(HostUnresolved)
  await expect(route('https://unknown.example.com')).rejects.toThrow(/TERRACE_ALLOW_PRIVATE_ADDRESSES/)
  expect(await route('https://unknown.example.com', true)).toEqual(proxied)
})

it('is direct, with the usual rules, for a host that is exempt', async () => {
  await expect(route('https://direct.example.com', true)).rejects.toThrow(HostUnresolved)
})
