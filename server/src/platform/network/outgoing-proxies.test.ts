import { describe, expect, it } from 'vitest'
import { createOutgoingProxies } from './outgoing-proxies.ts'

const http = 'http://plain.example.net:3128'
const https = 'http://secure.example.net:3129'
const chosen = (url: string, except: string[] = []) => createOutgoingProxies({ http, https, except }).proxyFor(new URL(url))?.origin

describe('the proxy for a call', () => {
  it('is chosen by the scheme of the target', () => {
    expect(chosen('https://git.example.com/a')).toBe(https)
    expect(chosen('http://git.example.com/a')).toBe(http)
    expect(createOutgoingProxies({ http, https: undefined, except: [] }).proxyFor(new URL('https://git.example.com'))).toBeUndefined()
  })

  it.each([
    ['example.com', 'https://example.com', true],
    ['example.com', 'https://git.example.com', true],
    ['example.com', 'https://GIT.Example.COM', true],
    ['example.com', 'https://example.com.', true],
    ['Example.com.', 'https://git.example.com', true],
    ['example.com', 'https://notexample.com', false],
    ['example.com', 'https://example.com.evil.net', false],
    ['.example.com', 'https://git.example.com', true],
    ['.example.com', 'https://example.com', true],
    ['*.example.com', 'https://git.example.com', true],
    ['git.example.com', 'https://example.com', false],
    ['*', 'https://git.example.com', true],
    ['git.example.com:8443', 'https://git.example.com:8443', true],
    ['git.example.com:8443', 'https://git.example.com', false],
    ['git.example.com:443', 'https://git.example.com', true],
    ['git.example.com:80', 'http://git.example.com', true],
    ['10.1.2.3', 'https://10.1.2.3', true],
    ['10.1.2.3', 'https://10.1.2.30', false],
    ['10.0.0.0/8', 'https://10.9.8.7', true],
    ['10.0.0.0/8', 'https://11.0.0.1', false],
    ['10.0.0.0/8', 'https://10.example.com', false],
    ['10.0.0.0/99', 'https://10.0.0.1', false],
    ['10.0.0.0/8:8443', 'https://10.0.0.1:8443', true],
    ['1.2.3', 'https://example.com', false],
    ['::1', 'https://[::1]', true],
    ['[::1]', 'https://[::1]:8443', true],
    ['[::1]:8443', 'https://[::1]:8443', true],
    ['[::1]:8443', 'https://[::1]', false],
    ['0:0:0:0:0:0:0:1', 'https://[::1]', true],
    ['fd00::/8', 'https://[fd12::1]', true],
    ['fd00::/8', 'https://[fe80::1]', false],
    ['', 'https://example.com', false],
    ['.', 'https://example.com', false],
  ])('with the exemption %j, the call to %s is direct: %s', (entry, url, direct) => {
    expect(chosen(url, ['other.example.org', entry]) === undefined).toBe(direct)
  })

  it('is not spared for this machine itself, unless an exemption says so', () => {
    expect(chosen('https://localhost')).toBe(https)
    expect(chosen('https://127.0.0.1')).toBe(https)
    expect(chosen('https://127.0.0.1', ['localhost', '127.0.0.0/8'])).toBeUndefined()
  })

  it('has a user name and a password from its URL, which its origin does not show', () => {
    const proxies = createOutgoingProxies({ http: undefined, https: 'http://us%40er:p%3Ass@proxy.example.net', except: [] })
    expect(proxies.proxyFor(new URL('https://git.example.com'))).toEqual({
      origin: 'http://proxy.example.net',
      url: 'http://us%40er:p%3Ass@proxy.example.net:80',
      isSecure: false,
      host: 'proxy.example.net',
      port: 80,
      authorization: `Basic ${Buffer.from('us@er:p:ss').toString('base64')}`,
    })
  })
})
