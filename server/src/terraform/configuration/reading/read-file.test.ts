import { describe, expect, it } from 'vitest'
import { LIMITS } from './limits.ts'
import { readConfigurationFile } from './read-file.ts'

function read(text: string, name = 'main.tf') {
  return readConfigurationFile(name, Buffer.from(text))
}

describe('a variable', () => {
  it('has its type as written, from the first to the last token', () => {
    const { declarations } = read(
      'variable "a" {\n  type = object({ # inside\n    b = optional(string)\r\n  }) # after\n}\nvariable "b" {\n  type = "map"\n}\n',
    )
    expect(declarations.variables.map(({ type }) => type)).toEqual(['object({ # inside\n    b = optional(string)\r\n  })', 'map'])
  })

  it.each([
    ['default = null', { json: 'null', source: 'null' }],
    ['', null],
    ['default = 60 * 60', { json: '3600', source: '60 * 60' }],
    ['default = "${1}"', { json: '1', source: '"${1}"' }],
    ['default = {\n  b = 1\n  a = [true, "x"]\n}', { json: '{"b":1,"a":[true,"x"]}', source: '{\n  b = 1\n  a = [true, "x"]\n}' }],
    ['default = <<EOT\nx\nEOT', { json: '"x\\n"', source: '<<EOT\nx\nEOT' }],
  ])('with %j has the default %j', (argument, expected) => {
    const { declarations, diagnostics } = read(`variable "a" {\n${argument}\n}\n`)
    expect(declarations.variables[0]?.default).toEqual(expected)
    expect(diagnostics).toEqual([])
  })

  it('with a default that is not constant keeps its source and gets a diagnostic', () => {
    const { declarations, diagnostics } = read('variable "a" {\n  default = lookup(var.b, "c")\n}\n')
    expect(declarations.variables[0]?.default).toEqual({ json: null, source: 'lookup(var.b, "c")' })
    expect(diagnostics).toMatchObject([{ severity: 'error', summary: 'Default is not a constant', line: 2, column: 13 }])
  })

  it('has its flags, as booleans or as strings', () => {
    const { declarations } = read(
      'variable "a" {\n  sensitive = "true"\n  nullable = false\n  ephemeral = true\n  const = true\n  deprecated = "Use b."\n}\n',
    )
    expect(declarations.variables[0]).toMatchObject({
      sensitive: true,
      nullable: false,
      ephemeral: true,
      const: true,
      deprecated: 'Use b.',
    })
  })

  it('has its validations, with what they say', () => {
    const { declarations } = read(`variable "a" {
  validation {
    condition     = length(var.a) > 1 && can(regex("^[a-z]+$", var.a))
    error_message = "Use \\"lower\\" case letters."
  }
  validation {
    condition = alltrue([
      for each in var.a : each != ""
    ])
    error_message = <<-EOT
      None may be empty.
      Not one.
    EOT
  }
  validation {
    condition     = var.a != var.b
    error_message = "\${var.a} is taken."
  }
  validation {}
}
`)
    expect(declarations.variables[0]?.validations).toEqual([
      { condition: 'length(var.a) > 1 && can(regex("^[a-z]+$", var.a))', errorMessage: 'Use "lower" case letters.', line: 2 },
      {
        condition: 'alltrue([\n      for each in var.a : each != ""\n    ])',
        errorMessage: 'None may be empty.\nNot one.\n',
        line: 6,
      },
      { condition: 'var.a != var.b', errorMessage: '"${var.a} is taken."', line: 15 },
      { condition: null, errorMessage: null, line: 19 },
    ])
  })

  it('has its validations in JSON', () => {
    const validation = { condition: '${var.a > 1}', error_message: 'Too small.' }
    const { declarations } = read(JSON.stringify({ variable: { a: { validation } } }), 'main.tf.json')
    expect(declarations.variables[0]?.validations).toEqual([{ condition: '${var.a > 1}', errorMessage: 'Too small.', line: 1 }])
  })

  it('with arguments of the wrong type gets diagnostics, and treats them as unset', () => {
    const { declarations, diagnostics } = read(
      'variable "a" {\n  description = [1]\n  sensitive = "maybe"\n}\nvariable "b c" {}\nvariable {}\n',
    )
    expect(declarations.variables[0]).toMatchObject({ description: null, sensitive: null })
    expect(diagnostics.map(({ summary, line }) => [summary, line])).toEqual([
      ['Unsuitable value type', 2],
      ['Unsuitable value type', 3],
      ['Invalid variable name', 5],
      ['Wrong number of labels', 6],
    ])
  })
})

describe('a name', () => {
  it('that only Terraform 0.11 accepted gives a warning, and an invalid one an error', () => {
    const { diagnostics } = read('variable "1a" {}\noutput "b.c" {}\noutput "ünï-1" {}\n')
    expect(diagnostics.map(({ severity, summary, line }) => [severity, summary, line])).toEqual([
      ['warning', 'Invalid variable name', 1],
      ['error', 'Invalid output name', 2],
    ])
  })
})

describe('resources and modules', () => {
  it('come in three modes, those of checks included, with their providers', () => {
    const { declarations } = read(
      'resource "a_b" "c" {\n  provider = a.east\n}\ndata "d" "e" {\n  provider = "d.x"\n}\nephemeral "f_g" "h" {}\ncheck "i" {\n  data "j" "k" {}\n}\nresource "l" "m" {\n  provider = n.by_region[each.key]\n}\n',
    )
    expect(declarations.resources).toEqual([
      { mode: 'managed', type: 'a_b', name: 'c', provider: { name: 'a', alias: 'east' }, line: 1 },
      { mode: 'data', type: 'd', name: 'e', provider: { name: 'd', alias: 'x' }, line: 4 },
      { mode: 'ephemeral', type: 'f_g', name: 'h', provider: null, line: 7 },
      { mode: 'data', type: 'j', name: 'k', provider: null, line: 9 },
      { mode: 'managed', type: 'l', name: 'm', provider: { name: 'n', alias: 'by_region' }, line: 11 },
    ])
  })

  it('keep a module source that is an expression as written', () => {
    const { declarations, diagnostics } = read('module "a" {\n  source  = "${var.registry}/x"\n  version = "1.0.0"\n}\n')
    expect(declarations.moduleCalls).toEqual([{ name: 'a', source: '"${var.registry}/x"', version: '1.0.0', inputs: [], line: 1 }])
    expect(diagnostics).toMatchObject([{ severity: 'warning', line: 2 }])
  })
})

describe('JSON files', () => {
  it('may use arrays at every level, and comments as properties', () => {
    const text = `[{
      "//": "x",
      "variable": [{ "a": [{ "type": "string", "default": "\${literal}" }] }, { "b": {} }],
      "output": { "o": { "description": "d", "//": "x" } },
      "resource": { "t": [{ "n": { "provider": "p.q" } }], "u": null },
      "provider": { "p": [{ "alias": "q" }, {}] },
      "terraform": { "required_version": ">= 1", "required_providers": [{ "p": { "source": "x/p", "configuration_aliases": ["p.q"] } }] },
      "locals": { "x": 1 }
    }]`
    const { declarations, diagnostics } = read(text, 'main.tf.json')
    expect(diagnostics).toEqual([])
    expect(declarations).toMatchObject({
      variables: [
        { name: 'a', type: 'string', default: { json: '"${literal}"' }, line: 3 },
        { name: 'b', default: null },
      ],
      outputs: [{ name: 'o', description: 'd', line: 4 }],
      resources: [{ type: 't', name: 'n', provider: { name: 'p', alias: 'q' } }],
      providerConfigurations: [{ alias: 'q' }, { alias: null }],
      requiredVersions: [{ constraint: '>= 1' }],
      requiredProviders: [{ name: 'p', source: 'x/p', configurationAliases: ['p.q'] }],
    })
  })

  it('with wrong values and duplicates get diagnostics', () => {
    const { declarations, diagnostics } = read('{"variable": {"a": 1, "b": {"type": "x", "type": "y"}},\n"output": [true]}', 'a.tf.json')
    expect(declarations.variables).toMatchObject([{ name: 'b', type: 'y' }])
    expect(diagnostics.map(({ summary, line }) => [summary, line])).toEqual([
      ['Incorrect JSON value type', 1],
      ['Attribute redefined', 1],
      ['Incorrect JSON value type', 2],
    ])
  })

  it('with invalid JSON give a diagnostic and their readable part', () => {
    expect(read('{"variable": {"a": {}},,}', 'a.tf.json')).toMatchObject({
      declarations: { variables: [{ name: 'a' }] },
      diagnostics: [{ severity: 'error', summary: 'Invalid JSON', line: 1 }],
    })
  })
})

describe('unusual bytes', () => {
  it('are replaced where databases would refuse them', () => {
    const { declarations } = read('variable "a" {\n  description = "x\0y\\u0000z"\n  default = { "k\0" = "\0" }\n}\n')
    expect(declarations.variables[0]).toMatchObject({
      description: 'x\ufffdy\ufffdz',
      default: { json: '{"k\ufffd":"\ufffd"}', source: '{ "k\ufffd" = "\ufffd" }' },
    })
    const json = read('{"variable": {"\\ud800": {"description": "\\u0000", "default": "\\udfff \\\\u0000"}}}', 'a.tf.json')
    expect(json.declarations.variables[0]).toMatchObject({ name: '\ufffd', description: '\ufffd', default: { json: '"\ufffd \\\\u0000"' } })
  })

  it('that are not UTF-8 give a diagnostic with their line, and the rest is read', () => {
    const bytes = Buffer.concat([Buffer.from('variable "a" {\n  description = "'), Buffer.of(0xff), Buffer.from('"\n}\n')])
    expect(readConfigurationFile('a.tf', bytes)).toMatchObject({
      declarations: { variables: [{ name: 'a', description: '\ufffd' }] },
      diagnostics: [{ severity: 'error', summary: 'Invalid UTF-8', line: 2, column: 18 }],
    })
  })

  it('like a byte order mark are skipped', () => {
    expect(read('\ufeffvariable "a" {}').declarations.variables).toHaveLength(1)
  })

  it('in files beyond the size limit are not read', () => {
    const file = readConfigurationFile('a.tf', new Uint8Array(LIMITS.fileBytes + 1))
    expect(file).toMatchObject({
      size: LIMITS.fileBytes + 1,
      declarations: { variables: [] },
      diagnostics: [{ severity: 'error', summary: 'File too large' }],
    })
  })

  it('of any kind give plain JSON', () => {
    let state = 3
    const random = (bound: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return Math.floor((state / 2 ** 32) * bound)
    }
    const valid = Buffer.from(
      'variable "a" {\n  default = { a = [1, "${2}"] }\n}\nterraform {\n  required_providers {\n    a = { source = "x" }\n  }\n}\n',
    )
    for (let round = 0; round < 1_000; round++) {
      const bytes = Buffer.from(valid)
      for (let edits = random(6); edits >= 0; edits--) bytes[random(bytes.length)] = random(256)
      for (const name of ['a.tf', 'a.tf.json']) {
        const file = readConfigurationFile(name, bytes)
        expect(JSON.parse(JSON.stringify(file))).toEqual(file)
        expect(file.diagnostics.map(({ summary }) => summary)).not.toContain('Unreadable file')
      }
    }
  })
})

describe('hostile files', () => {
  it('with many diagnostics list only the first ones', () => {
    expect(read('variable "a" {\n  default = x\n}\n'.repeat(9_000)).diagnostics).toHaveLength(LIMITS.diagnosticsPerFile)
  })

  it('with more declarations than the limit declare nothing', () => {
    const file = read('variable "a" {}\n'.repeat(LIMITS.fileDeclarations + 1))
    expect(file).toMatchObject({ declarations: { variables: [] }, diagnostics: [{ severity: 'error', summary: 'Too many declarations' }] })
  })

  it('with exploding constants are still read', () => {
    const ten = '[1,2,3,4,5,6,7,8,9,10]'
    const loop = `[for a in ${ten} : [for b in ${ten} : [for c in ${ten} : [for d in ${ten} : [for e in ${ten} : 1]]]]]`
    const { declarations } = read(`variable "a" {\n  default = ${loop}\n}\n`.repeat(3_000))
    expect(declarations.variables).toHaveLength(3_000)
    expect(declarations.variables.at(-1)?.default?.json).toBeNull()
  })
})
