import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inspectPackage, isInspectedPath, isReadmePath, LIMITS, type PackageInspection, readConfigurationFile } from './index.ts'

const FIXTURES = new URL('./fixtures/', import.meta.url).pathname

function inspectFixture(name: string, order: (paths: string[]) => string[] = (paths) => paths): PackageInspection {
  const directory = join(FIXTURES, name)
  const paths = order(readdirSync(directory, { recursive: true }).map(String))
  const bytes = (path: string) => readFileSync(join(directory, path))
  return inspectPackage({
    files: paths.filter(isInspectedPath).map((path) => ({ path, content: () => readConfigurationFile(basename(path), bytes(path)) })),
    readmes: paths.filter(isReadmePath).map((path) => ({ path, text: () => bytes(path).toString() })),
  })
}

function inspectTexts(texts: Record<string, string>, readmes: Record<string, string> = {}): PackageInspection {
  return inspectPackage({
    files: Object.entries(texts).map(([path, text]) => ({ path, content: () => readConfigurationFile(basename(path), Buffer.from(text)) })),
    readmes: Object.entries(readmes).map(([path, text]) => ({ path, text: () => text })),
  })
}

function namesAndDefaults(inputs: PackageInspection['root']['inputs']) {
  return inputs.map(({ name, default: value }) => [name, value.json])
}

function halfOfWhatFits() {
  return { ...readConfigurationFile('a.tf', Buffer.from('variable "x" {}')), size: LIMITS.packageBytes / 2 }
}

describe('a package', () => {
  const network = inspectFixture('network')

  it('has a root, submodules and examples, each with its README', () => {
    expect(network.root).toMatchObject({ path: '', name: '', empty: false, view: 'terraform', hasTofuFiles: false })
    expect(network.root.readme).toContain('A network with subnets')
    expect(network.submodules.map(({ path, name, readme }) => [path, name, readme])).toEqual([
      ['modules/peering', 'peering', ''],
      ['modules/subnets', 'subnets', ''],
    ])
    expect(network.examples.map(({ path }) => path)).toEqual(['examples/complete'])
    expect(network.tofu).toBeNull()
  })

  it('lists its inputs in the order of files and lines', () => {
    expect(network.root.inputs.map(({ name, required, line }) => [name, required, line])).toEqual([
      ['name', true, 1],
      ['cidr', false, 16],
      ['subnets', false, 21],
      ['retention', false, 35],
      ['token', false, 42],
      ['ratio', false, 49],
      ['serial', false, 51],
      ['principals', false, 56],
      ['__proto__', false, 64],
      ['untyped', true, 69],
      ['old_name', false, 71],
      ['missing', false, 6],
    ])
  })

  it('shows all attributes of an input', () => {
    expect(network.root.inputs[2]).toEqual({
      name: 'subnets',
      type: 'map(object({\n    cidr = string           # required\n    tags = optional(map(string), {})\n  }))',
      description: 'Subnets by zone:\n\n  - `cidr`: its range\n  - `tags`: added to those of the network\n',
      default: { hasDefault: true, json: '{}', source: '{}' },
      required: false,
      nullable: true,
      sensitive: false,
      ephemeral: false,
      const: false,
      deprecated: '',
      validations: [],
      file: 'variables.tf',
      line: 21,
    })
  })

  it('lists resources of all modes with their providers, and module calls', () => {
    expect(network.root.resources.map(({ mode, type, name, provider }) => [mode, type, name, provider.name, provider.alias])).toEqual([
      ['managed', 'aws_vpc', 'this', 'aws', null],
      ['managed', 'aws_vpc', 'peer', 'aws', 'peer'],
      ['managed', 'random_id', 'suffix', 'random', 'blue'],
      ['data', 'google_dns_managed_zone', 'main', 'google', 'dns'],
      ['ephemeral', 'aws_secretsmanager_secret_version', 'token', 'aws', null],
      ['data', 'http', 'probe', 'http', null],
    ])
    expect(network.root.moduleCalls).toEqual([
      { name: 'subnets', source: './modules/subnets', version: '', file: 'main.tf', line: 48 },
      { name: 'labels', source: 'app.example.com/acme/labels/null', version: '2.0.0', file: 'main.tf', line: 54 },
    ])
  })

  it('collects required providers from requirements, configurations and resources', () => {
    expect(
      network.root.providers.map(({ name, namespace, source, version, configurationAliases }) => [
        name,
        namespace,
        source,
        version,
        configurationAliases,
      ]),
    ).toEqual([
      ['aws', 'hashicorp', 'hashicorp/aws', '>= 5.30', ['aws.peer']],
      ['google', 'hashicorp', 'hashicorp/google', '~> 4.0', []],
      ['http', 'hashicorp', 'hashicorp/http', '', []],
      ['random', 'hashicorp', 'hashicorp/random', '3.6.0', []],
      ['time', 'acme', 'registry.example.com/acme/time', '>= 0.9, < 2.0', []],
    ])
    expect(network.root.providerConfigurations).toEqual([{ name: 'google', alias: 'dns', file: 'versions.tf', line: 20 }])
    expect(network.examples[0]?.providerConfigurations.map(({ name, alias }) => [name, alias])).toEqual([
      ['aws', null],
      ['aws', 'peer'],
    ])
  })

  it('reads JSON files like the others', () => {
    expect(network.submodules[1]).toMatchObject({
      inputs: [
        { name: 'cidr', description: 'Literal ${not.a.template}', type: 'string', file: 'modules/subnets/main.tf.json', line: 3 },
        { name: 'zones', default: { json: '["a","${x}",1.5,null,{"k":true}]' } },
      ],
      resources: [
        { name: 'this', provider: { name: 'aws', alias: 'peer' } },
        { name: 'other', provider: { name: 'aws', alias: null } },
        { mode: 'data', type: 'aws_region' },
      ],
      moduleCalls: [{ name: 'tags', source: '../tags', version: '' }],
      diagnostics: [],
    })
  })

  it('reports an override without a base, with file and line', () => {
    expect(network.diagnostics).toEqual([
      {
        severity: 'error',
        summary: 'Missing base declaration to override: variable "missing"',
        detail: 'An override file can only override declarations of other files.',
        file: 'main_override.tf',
        line: 6,
        column: 1,
      },
    ])
  })

  it('gives the same result for any order of files, in plain JSON', () => {
    expect(inspectFixture('network', (paths) => paths.toReversed())).toEqual(network)
    expect(JSON.parse(JSON.stringify(network))).toEqual(network)
  })

  it('written for Terraform 0.11 is read, with warnings', () => {
    const legacy = inspectFixture('legacy')
    expect(legacy.root.inputs.map(({ name, type, default: value }) => [name, type, value.json])).toEqual([
      ['tags', 'map', '{}'],
      ['count_of_things', '', '1'],
      ['region', '', '"us-east-1"'],
    ])
    expect(legacy.root.resources).toMatchObject([
      { type: 'aws_instance', name: 'web', provider: { name: 'aws', alias: 'east' } },
      { mode: 'data', type: 'terraform_remote_state', provider: { name: 'terraform' } },
    ])
    expect(legacy.root.providers).toMatchObject([
      { name: 'aws', version: '>= 1.41.0' },
      { name: 'terraform', namespace: 'builtin', source: 'terraform.io/builtin/terraform' },
    ])
    expect(legacy.diagnostics.map(({ severity, line }) => [severity, line])).toEqual([
      ['warning', 10],
      ['warning', 13],
      ['warning', 14],
    ])
  })

  it('with .tofu files has a view for each tool', () => {
    const tofu = inspectFixture('tofu')
    expect(tofu.hasTofuFiles).toBe(true)
    expect(namesAndDefaults(tofu.root.inputs)).toEqual([
      ['a', '"terraform"'],
      ['shared', '1'],
    ])
    expect(namesAndDefaults(tofu.tofu?.root.inputs ?? [])).toEqual([
      ['a', '"opentofu"'],
      ['only_tofu', '2'],
    ])
    expect(tofu.tofu?.root).toMatchObject({ view: 'opentofu', outputs: [{ name: 'o' }], moduleCalls: [{ source: '"${var.registry}/x"' }] })
  })

  it('with only .tofu files is shown as OpenTofu reads it', () => {
    expect(inspectTexts({ 'main.tofu': 'variable "a" {}' }).root).toMatchObject({ view: 'opentofu', empty: false, inputs: [{ name: 'a' }] })
  })

  it('with broken files keeps the other files, and the blocks after the errors', () => {
    const broken = inspectFixture('broken')
    expect(broken.root.inputs.map(({ name }) => name)).toEqual(['first', 'second', 'before', 'unclosed', 'after'])
    expect(broken.root.outputs.map(({ name }) => name)).toEqual(['fine', 'third'])
    expect(broken.root.resources.map(({ name }) => name)).toEqual(['last'])
    expect(broken.diagnostics.map(({ file, line, severity }) => [file, line, severity])).toEqual([
      ['string.tf', 2, 'error'],
      ['string.tf', 8, 'error'],
      ['unclosed.tf', 5, 'error'],
    ])
  })

  it('lists submodules and examples of every level, each with its full path', () => {
    const { submodules, examples } = inspectTexts(
      { 'modules/a/b/main.tf': 'variable "x" {}', 'modules/a/main.tf': '', 'modules/c/d/e/main.tf': '', 'examples/x/y/main.tf': '' },
      { 'modules/a/b/README.md': 'deep' },
    )
    expect(submodules.map(({ path, name, readme }) => [path, name, readme])).toEqual([
      ['modules/a', 'a', ''],
      ['modules/a/b', 'b', 'deep'],
      ['modules/c/d/e', 'e', ''],
    ])
    expect(examples.map(({ path }) => path)).toEqual(['examples/x/y'])
  })

  it('ignores files that are elsewhere, or not configuration', () => {
    const inspection = inspectTexts({
      'modules/main.tf': 'variable "x" {}',
      'examples/main.tf': 'variable "x" {}',
      'other/main.tf': 'variable "x" {}',
      'notes.txt': 'variable "x" {}',
    })
    expect(inspection.root.empty).toBe(true)
    expect([...inspection.submodules, ...inspection.examples]).toEqual([])
  })

  it('shows README.md before other READMEs, whatever their case', () => {
    const files = { 'main.tf': 'variable "x" {}', 'modules/a/main.tf': 'variable "x" {}' }
    const readmes = {
      README: 'plain',
      'Readme.md': 'markdown\0',
      'modules/a/README.txt': 'text',
      'modules/b/README.md': 'nothing there',
      'docs/README.md': 'elsewhere',
    }
    const { root, submodules } = inspectTexts(files, readmes)
    expect([root.readme, submodules[0]?.readme]).toEqual(['markdown\ufffd', 'text'])
  })

  it('beyond the limits is inspected up to them, with a diagnostic', () => {
    const large = inspectPackage({ files: ['a.tf', 'b.tf', 'c.tf', 'd.tf'].map((path) => ({ path, content: halfOfWhatFits })) })
    expect(large.diagnostics.filter(({ summary }) => summary === 'Package too large')).toMatchObject([
      { severity: 'error', detail: expect.stringContaining('2 files') },
    ])
    const small = { ...readConfigurationFile('a.tf', Buffer.from('')), size: 1 }
    const many = Array.from({ length: LIMITS.packageFiles + 3 }, (_, index) => ({ path: `f${index}.tf`, content: () => small }))
    const crowded = {
      ...small,
      declarations: readConfigurationFile('a.tf', Buffer.from('provider "x" {}\n'.repeat(LIMITS.fileDeclarations))).declarations,
    }
    const declaring = Array.from({ length: 6 }, (_, index) => ({ path: `modules/${index}/main.tf`, content: () => crowded }))
    expect(inspectPackage({ files: declaring }).submodules).toHaveLength(LIMITS.packageDeclarations / LIMITS.fileDeclarations)
    expect(inspectPackage({ files: many }).diagnostics).toMatchObject([
      { summary: 'Package too large', detail: expect.stringContaining('3 files were skipped') },
    ])
  })
})
