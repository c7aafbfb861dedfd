import { expect, test } from 'vitest'
import { parseFlag, parseListen, parseNetworks, parseNoProxy, parseOverrides, parseProxy, parsePublicUrl } from './values.ts'

test.each([
  ['127.0.0.1:8080', { host: '127.0.0.1', port: 8080 }],
  ['localhost:0', { host: 'localhost', port: 0 }],
  ['[::1]:443', { host: '::1', port: 443 }],
  [':8080', { host: '0.0.0.0', port: 8080 }],
])('%s is an address to listen on', (text, expected) => {
  expect(parseListen(text)).toEqual(expected)
})

test.each(['8080', '127.0.0.1', '127.0.0.1:65536', '::1:8080', 'http://127.0.0.1:8080', '127.0.0.1:'])(
  '%s is refused as an address to listen on',
  (text) => {
    expect(() => parseListen(text)).toThrow('must look like 127.0.0.1:8080')
  },
)

test('a public URL loses its slash at the end and its default port', () => {
  expect(parsePublicUrl('https://Registry.example.com:443/')).toBe('https://registry.example.com')
  expect(parsePublicUrl('http://10.0.0.1:8080')).toBe('http://10.0.0.1:8080')
})

test.each(['https://example.com/terrace', 'https://example.com/?a=b', 'https://example.com/#a', 'https://user@example.com'])(
  'the public URL %s is refused, because clients expect the API at the root of the host',
  (text) => {
    expect(() => parsePublicUrl(text)).toThrow('must have no path, query or user')
  },
)

test.each(['registry.example.com', 'ftp://example.com', 'file:///data'])('%s is no public URL', (text) => {
  expect(() => parsePublicUrl(text)).toThrow('must be an http:// or https:// URL')
})

test('a flag is written on or off, true or false, yes or no, 1 or 0', () => {
  expect(['on', 'TRUE', 'yes', '1'].map(parseFlag)).toEqual([true, true, true, true])
  expect(['off', 'False', 'no', '0'].map(parseFlag)).toEqual([false, false, false, false])
  expect(() => parseFlag('maybe')).toThrow('must be on or off; got "maybe"')
})

test('overrides are pairs of URLs, separated by commas', () => {
  expect(parseOverrides('https://api.github.com/=http://127.0.0.1:9999, https://gitlab.com=http://127.0.0.1:9998/,')).toEqual([
    { from: 'https://api.github.com', to: 'http://127.0.0.1:9999' },
    { from: 'https://gitlab.com', to: 'http://127.0.0.1:9998' },
  ])
})

test.each(['https://api.github.com', 'api.github.com=http://127.0.0.1', 'https://a=https://b=https://c', 'https://a='])(
  'the override %s is refused',
  (text) => {
    expect(() => parseOverrides(text)).toThrow('must look like https://from=https://to')
  },
)

test('an override leads to where git can read: over HTTP, SSH or from a file', () => {
  const targets = ['http://10.0.0.5:3000', 'https://git.example.com', 'ssh://git@git.example.com', 'file:///srv/git']
  expect(parseOverrides(targets.map((to) => `https://github.com=${to}`).join()).map(({ to }) => to)).toEqual(targets)
  for (const to of ['ftp://git.example.com', 'javascript:alert(1)', 'ext::sh', 'git://git.example.com']) {
    expect(() => parseOverrides(`https://github.com=${to}`)).toThrow('must be an http, https, ssh or file URL')
  }
})

test('networks are addresses with or without a length, separated by commas', () => {
  expect(parseNetworks('10.0.0.5, 192.168.0.0/16,fd00::/8,')).toEqual(['10.0.0.5', '192.168.0.0/16', 'fd00::/8'])
})

test.each(['proxy.example.com', '10.0.0.0/33', '10.0.0/8', '::1/129', '10.0.0.0/8/8', '10.0.0.0/', 'true'])(
  'the network %s is refused',
  (text) => {
    expect(() => parseNetworks(text)).toThrow('must be an address or a network')
  },
)

test.each([
  ['proxy.example.com:3128', 'http://proxy.example.com:3128/'],
  ['http://proxy.example.com', 'http://proxy.example.com/'],
  ['HTTPS://user:p%40ss@proxy.example.com:8443/', 'https://user:p%40ss@proxy.example.com:8443/'],
  ['[fd00::1]:3128', 'http://[fd00::1]:3128/'],
])('%s is a proxy', (text, expected) => {
  expect(parseProxy(text)).toBe(expected)
})

test.each(['socks5://proxy.example.com', 'http://user:w0rd@', 'http://user:w0rd%@proxy.example.com', 'http://'])(
  '%s is refused as a proxy, without repeating it',
  (text) => {
    expect(() => parseProxy(text)).toThrow('must be http://host:port')
    expect(() => parseProxy(text)).not.toThrow(/w0rd/)
  },
)

test('exemptions from a proxy are separated by commas or spaces', () => {
  expect(parseNoProxy('localhost, .example.com 10.0.0.0/8,,*')).toEqual(['localhost', '.example.com', '10.0.0.0/8', '*'])
})
