import { expect, it } from 'vitest'
import { refusalOf } from './refused-host.ts'

// Each was tried with `terraform init`, version 1.11.4. A port does not help.
it.each([
  ['vm', 'has no dot in its name'],
  ['vm:18110', 'has no dot in its name'],
  ['localhost', 'has no dot in its name'],
  ['localhost:8080', 'has no dot in its name'],
  ['[::1]:8080', 'is an IPv6 address'],
  ['vm_x.example.com', 'has characters that host names do not have'],
  ['-a.b', 'has characters that host names do not have'],
  ['xn--mnchen-3ya.de', 'is written in Punycode'],
  ['127.0.0.1:18110', undefined],
  ['10.0.0.1', undefined],
  ['vm.local', undefined],
  ['registry.example.com:8443', undefined],
])('clients say of the host %s that it %s', (host, refusal) => {
  expect(refusalOf(host)).toBe(refusal)
})
