import { expect, it } from 'vitest'
import { tokenForClients } from './token-for-clients.ts'

function pastedFor(publicUrl: string): string[] {
  const blocks = tokenForClients(publicUrl, 'T').text.matchAll(/<pre><code>([^<]*)<\/code><\/pre>/g)
  return [...blocks].map(([, block]) => (block ?? '').replaceAll('&quot;', '"'))
}

it('names the host as clients do, with dots and hyphens as a variable has them', () => {
  expect(pastedFor('https://my-registry.example.com')).toEqual([
    'credentials "my-registry.example.com" {\n  token = "T"\n}',
    'export TF_TOKEN_my__registry_example_com=T',
  ])
})

it('has no variable for a port, which none can name', () => {
  expect(pastedFor('https://registry.example.com:8443')).toEqual(['credentials "registry.example.com:8443" {\n  token = "T"\n}'])
})

it('tells where the registry is when it speaks plain HTTP, because clients ask only HTTPS', () => {
  const [block] = pastedFor('http://127.0.0.1:8080')
  expect(block).toBe(
    'host "127.0.0.1:8080" {\n  services = { "modules.v1" = "http://127.0.0.1:8080/api/registry/v1/modules/" }\n}\n' +
      'credentials "127.0.0.1:8080" {\n  token = "T"\n}',
  )
})
