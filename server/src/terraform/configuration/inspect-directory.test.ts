import { describe, expect, it } from 'vitest'
import { inspectDirectory, readConfigurationFile, registryDefault } from './index.ts'
import { LIMITS } from './reading/limits.ts'

function inspect(texts: Record<string, string>, path = '') {
  return inspectDirectory(
    path,
    Object.entries(texts).map(([name, text]) => readConfigurationFile(name, Buffer.from(text))),
  )
}

describe('overrides', () => {
  it('merge a variable argument by argument and keep its position', () => {
    const { inputs, diagnostics } = inspect({
      'a.tf': '\nvariable "x" {\n  description = "base"\n  type = string\n  default = "a"\n  nullable = false\n}\n',
      'a_override.tf': 'variable "x" {\n  default = null\n  sensitive = true\n}\n',
      'b_override.tf': 'variable "x" {\n  type = any\n  ephemeral = true\n  deprecated = "no"\n}\n',
    })
    expect(inputs).toMatchObject([
      {
        description: 'base',
        type: 'any',
        default: { hasDefault: true, json: 'null' },
        nullable: false,
        sensitive: true,
        ephemeral: true,
        deprecated: 'no',
        file: 'a.tf',
        line: 2,
      },
    ])
    expect(diagnostics).toEqual([])
  })

  it('merge outputs, module calls and the providers of resources', () => {
    const inspection = inspect({
      'main.tf':
        'output "o" {\n  description = "d"\n}\nmodule "m" {\n  source = "./a"\n  version = "1.0.0"\n}\nresource "a_b" "c" {\n  provider = a.x\n}\n',
      'override.tf': 'output "o" {\n  sensitive = true\n}\nmodule "m" {\n  source = "./b"\n}\nresource "a_b" "c" {\n  provider = a.y\n}\n',
    })
    expect(inspection).toMatchObject({
      outputs: [{ description: 'd', sensitive: true, line: 1 }],
      moduleCalls: [{ source: './b', version: '1.0.0', line: 4 }],
      resources: [{ provider: { name: 'a', alias: 'y' }, line: 8 }],
    })
  })

  it('replace all required versions, and a provider requirement as a whole', () => {
    const { requiredVersions, providers } = inspect({
      'a.tf':
        'terraform {\n  required_version = ">= 1"\n  required_providers {\n    p = {\n      source = "x/p"\n      version = "1"\n    }\n    q = "2"\n  }\n}\n',
      'b.tf': 'terraform {\n  required_version = "< 2"\n}\n',
      'z_override.tf':
        'terraform {\n  required_version = "= 1.5"\n  required_providers {\n    p = {\n      source = "y/p"\n    }\n    r = "3"\n  }\n}\n',
    })
    expect(requiredVersions).toEqual([{ constraint: '= 1.5', file: 'z_override.tf', line: 2 }])
    expect(providers.map(({ name, source, version }) => [name, source, version])).toEqual([
      ['p', 'y/p', ''],
      ['q', 'hashicorp/q', '2'],
      ['r', 'hashicorp/r', '3'],
    ])
  })

  it('may configure a default provider that is configured nowhere else, but no alias', () => {
    const { diagnostics, providerConfigurations } = inspect({ 'override.tf': 'provider "a" {}\nprovider "a" {\n  alias = "b"\n}\n' })
    expect(providerConfigurations).toHaveLength(2)
    expect(diagnostics).toMatchObject([
      { severity: 'error', summary: 'Missing base declaration to override: provider "a" with alias "b"', line: 2 },
    ])
  })

  it('of an output, a module or a resource need a base', () => {
    const { diagnostics } = inspect(
      { 'override.tf': 'output "a" { value = 1 }\nmodule "b" {\n  source = "./b"\n}\ndata "c" "d" {}\n' },
      'modules/x',
    )
    expect(diagnostics.map(({ summary, file }) => [summary, file])).toEqual([
      ['Missing base declaration to override: output "a"', 'modules/x/override.tf'],
      ['Missing base declaration to override: data "c" "d"', 'modules/x/override.tf'],
      ['Missing base declaration to override: module "b"', 'modules/x/override.tf'],
    ])
  })
})

describe('a directory', () => {
  it('declares nothing twice: the first counts, the second is reported with the position of the first', () => {
    const { inputs, resources, diagnostics } = inspect({
      'a.tf': 'variable "x" {\n  default = 1\n}\nresource "a" "b" {}\ndata "a" "b" {}\n',
      'b.tf': '\nvariable "x" {}\nresource "a" "b" {}\n',
    })
    expect(inputs).toMatchObject([{ required: false, file: 'a.tf' }])
    expect(resources).toHaveLength(2)
    expect(diagnostics).toMatchObject([
      { summary: 'Duplicate variable "x"', detail: 'It was already declared at a.tf:1.', file: 'b.tf', line: 2 },
      { summary: 'Duplicate resource "a" "b"', file: 'b.tf', line: 3 },
    ])
  })

  it('joins all constraints on a provider', () => {
    const { providers, diagnostics } = inspect({
      'a.tf':
        'terraform {\n  required_providers {\n    p = ">= 1"\n  }\n}\nprovider "p" {\n  version = "< 3"\n}\nprovider "p" {\n  alias = "x"\n  version = ">= 1"\n}\n',
      'b.tf': 'terraform {\n  required_providers {\n    p = "!= 2"\n  }\n}\n',
    })
    expect(providers).toMatchObject([{ name: 'p', version: '>= 1, != 2, < 3', file: 'a.tf', line: 3 }])
    expect(diagnostics).toMatchObject([
      { severity: 'warning', summary: 'Duplicate required provider "p"' },
      { severity: 'error', tolerated: true, summary: 'Duplicate required providers configuration', file: 'b.tf', line: 2 },
    ])
  })

  it('shows the only constraint on a provider as it is written', () => {
    const written = ['<4.0,>= 2.12', '>=5', '~>  3.0', '>= 1, >= 1']
    const requirements = written.map((version, index) => `    p${index} = {\n      version = "${version}"\n    }\n`).join('')
    const { providers } = inspect({
      'a.tf': `terraform {\n  required_providers {\n${requirements}  }\n}\nprovider "q" {\n  version = "<4.0,>= 2.12"\n}\nresource "p0_x" "y" {}\n`,
    })
    expect(providers.map(({ version }) => version)).toEqual([...written, '<4.0,>= 2.12'])
  })

  it('requires a source for every module call', () => {
    expect(inspect({ 'a.tf': 'module "m" {}' }).diagnostics).toMatchObject([
      { severity: 'error', summary: 'Missing required argument', line: 1 },
    ])
  })

  it('treats names such as __proto__ and constructor like any other', () => {
    const { inputs, outputs, providers } = inspect({
      'a.tf':
        'variable "__proto__" {}\nvariable "constructor" {}\noutput "toString" {}\nresource "__proto__" "__proto__" {}\nterraform {\n  required_providers {\n    __proto__ = {\n      source = "x/y"\n    }\n  }\n}\n',
    })
    expect(inputs.map(({ name }) => name)).toEqual(['__proto__', 'constructor'])
    expect(outputs.map(({ name }) => name)).toEqual(['toString'])
    expect(providers).toMatchObject([
      { name: '', source: 'hashicorp/' },
      { name: '__proto__', source: 'x/y' },
    ])
  })

  it('without declarations is empty', () => {
    expect(inspect({ 'a.tf': 'locals {}\n' }).empty).toBe(true)
    expect(inspect({ 'a.tf': 'output "a" {}\n' }).empty).toBe(false)
  })

  it('lists errors first when there are too many diagnostics', () => {
    const warning = 'module "m%" {\n  source = x\n}\n'
    const texts = Object.fromEntries(
      Array.from({ length: 20 }, (_, file) => [
        `f${file}.tf`,
        `${warning.repeat(30).replaceAll('%', () => String(file))}variable "v" {}\n`,
      ]),
    )
    const { diagnostics } = inspect(texts)
    expect(diagnostics).toHaveLength(LIMITS.diagnosticsPerDirectory + 1)
    expect(diagnostics[0]?.severity).toBe('error')
    expect(diagnostics.at(-1)?.summary).toBe('Too many diagnostics')
  })
})

describe('the default in the registry protocol', () => {
  it.each([
    ['', ''],
    ['default = null', 'null'],
    ['default = "uksouth"', '"uksouth"'],
    ['default = {}', '{}'],
    ['default = [1, { a = true }]', '[1,{"a":true}]'],
    ['default = var.x', 'var.x'],
  ])('of %j is %j', (argument, expected) => {
    const [input] = inspect({ 'a.tf': `variable "a" {\n${argument}\n}\n` }).inputs
    expect(input && registryDefault(input)).toBe(expected)
  })
})
