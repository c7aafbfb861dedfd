import { expect, test } from 'vitest'
import { clientSnippets } from './token-snippets.ts'

const codeOf = (url: string, name: string) => clientSnippets(url, 'SECRET').find((each) => each.name === name)?.code

// https://developer.hashicorp.com/terraform/cli/config/config-file#environment-variable-credentials
test('a pipeline gets the variable that Terraform reads, where a variable can name the host', () => {
  expect(codeOf('https://my-registry.example.com', 'CI')).toBe('TF_TOKEN_my__registry_example_com=SECRET')
  expect(codeOf('https://registry.example.com:8443', 'CI')).toBeUndefined()
  expect(codeOf('https://[::1]', 'CI')).toBeUndefined()
})

test('a client is told where the registry is only when it cannot ask', () => {
  expect(codeOf('https://registry.example.com', 'Terraform')).toBe('credentials "registry.example.com" {\n  token = "SECRET"\n}')
  expect(codeOf('http://localhost:8080', 'OpenTofu')).toMatch(/^host "localhost:8080" \{/)
})
