import { expect, it } from 'vitest'
import { type Api, type Caller, describeApi } from '../../support/api.ts'
import { expectResource, refusal } from '../../support/json-api-shape.ts'

const COLLECTION = '/api/v2/organizations/acme/registry-modules'
const MODULE = `${COLLECTION}/private/acme/label/null`
const VERSION = `${MODULE}/versions/1.0.0`

const ROOT = `terraform {
  required_version = ">= 1.3"
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      version               = ">= 5.0"
      configuration_aliases = [aws.peer]
    }
  }
}

provider "aws" {
  alias = "east"
}

variable "cidr" {
  description = "Range of the network."
  type        = string
  sensitive   = true
  nullable    = false

  validation {
    condition     = can(cidrhost(var.cidr, 0))
    error_message = "Must be a CIDR block."
  }
}

variable "tags" {
  type       = map(string)
  default    = { owner = "me" }
  deprecated = "Use labels."
}

output "id" {
  value     = aws_vpc.this.id
  sensitive = true
}

resource "aws_vpc" "this" {
  provider = aws.peer
}

data "aws_region" "current" {}

module "logs" {
  source = "./modules/logs"
}
`
const FILES = {
  'main.tf': ROOT,
  'README.md': '# Network\n\nA network.\n',
  'modules/logs/main.tf': 'output "bucket" {\n  value = 1\n}\n',
  'modules/logs/README.md': '# Logs\n',
  'examples/full/main.tf': 'module "network" {\n  source = "../.."\n  cidr   = "10.0.0.0/16"\n}\n',
}

async function published(api: Api): Promise<Caller> {
  const owner = await api.founder('acme')
  await api.publish(owner, 'acme', { files: FILES, tags: ['v1.0.0'] })
  await api.runJobs()
  return owner
}

describeApi('GET inspections of a version', (start) => {
  it('lists its root, submodules and examples with what they count', async () => {
    const api = await start()
    const owner = await published(api)
    const { list } = await owner.get(`${VERSION}/inspections`)
    expectResource(list[0]!, 'module-inspections')
    expect(list.map(({ attributes }) => [attributes['path'], attributes['name'], attributes['kind']])).toEqual([
      ['', '', 'root'],
      ['modules/logs', 'logs', 'submodule'],
      ['examples/full', 'full', 'example'],
    ])
    expect(list[0]?.attributes).toMatchObject({
      version: '1.0.0',
      view: 'terraform',
      empty: false,
      counts: {
        inputs: 2,
        'required-inputs': 1,
        outputs: 1,
        providers: 1,
        resources: 1,
        'data-sources': 1,
        'ephemeral-resources': 0,
        'module-calls': 1,
        'readme-characters': FILES['README.md'].length,
      },
      'required-versions': [{ constraint: '>= 1.3', file: 'main.tf', line: 2 }],
    })
    expect(list[0]?.attributes).not.toHaveProperty('inputs')
    expect((await owner.get(`${MODULE}/versions/latest/inspections`)).list).toEqual(list)
  })

  it('shows one of them whole, with everything that the protocol leaves out', async () => {
    const api = await start()
    const owner = await published(api)
    const { data } = await owner.get(`${VERSION}/inspection`)
    expect(data.attributes['inputs']).toEqual([
      {
        name: 'cidr',
        type: 'string',
        description: 'Range of the network.',
        required: true,
        default: null,
        nullable: false,
        sensitive: true,
        ephemeral: false,
        const: false,
        deprecated: null,
        validations: [{ condition: 'can(cidrhost(var.cidr, 0))', 'error-message': 'Must be a CIDR block.', file: 'main.tf', line: 22 }],
        file: 'main.tf',
        line: 16,
      },
      {
        name: 'tags',
        type: 'map(string)',
        description: '',
        required: false,
        default: { json: '{"owner":"me"}', source: '{ owner = "me" }' },
        nullable: true,
        sensitive: false,
        ephemeral: false,
        const: false,
        deprecated: 'Use labels.',
        validations: [],
        file: 'main.tf',
        line: 28,
      },
    ])
    const output = { name: 'id', type: '', description: '', sensitive: true, ephemeral: false, deprecated: null, file: 'main.tf', line: 34 }
    const provider = { name: 'aws', namespace: 'hashicorp', source: 'hashicorp/aws', version: '>= 5.0', file: 'main.tf', line: 4 }
    expect(data.attributes).toMatchObject({
      outputs: [output],
      providers: [{ ...provider, 'configuration-aliases': ['aws.peer'] }],
      'provider-configurations': [{ name: 'aws', alias: 'east', file: 'main.tf', line: 12 }],
      resources: [
        { mode: 'managed', type: 'aws_vpc', name: 'this', provider: { name: 'aws', alias: 'peer' }, file: 'main.tf', line: 39 },
        { mode: 'data', type: 'aws_region', name: 'current', provider: { name: 'aws', alias: null }, file: 'main.tf', line: 43 },
      ],
      'module-calls': [{ name: 'logs', source: './modules/logs', version: '', file: 'main.tf', line: 45 }],
      readme: FILES['README.md'],
    })
  })

  it('shows the parts that are asked for, of a submodule or an example', async () => {
    const api = await start()
    const owner = await published(api)
    const { attributes } = (await owner.get(`${VERSION}/inspection?path=modules/logs&parts=readme,outputs`)).data
    expect(attributes).toMatchObject({ kind: 'submodule', readme: '# Logs\n', outputs: [{ name: 'bucket', file: 'modules/logs/main.tf' }] })
    for (const other of ['inputs', 'resources', 'diagnostics']) expect(attributes).not.toHaveProperty(other)
    const example = (await owner.get(`${VERSION}/inspection?path=examples/full&parts=module-calls`)).data
    expect(example.attributes['module-calls']).toMatchObject([{ name: 'network', source: '../..' }])
    expect((await owner.get(`${VERSION}/inspection?path=modules/none`)).status).toBe(404)
    expect(refusal(await owner.get(`${VERSION}/inspection?parts=secrets`))).toEqual([422, undefined])
    expect(refusal(await owner.get(`${VERSION}/inspections?view=other`))).toEqual([422, undefined])
  })

  it('says why a version that failed has none', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await api.publish(owner, 'acme', { files: { 'main.tf': '\nvariable "x" {\n' }, tags: ['v1.0.0'] })
    expect((await owner.get(`${VERSION}/inspection`)).errors[0]?.detail).toBe('version 1.0.0 of acme/label/null not found')
    await api.runJobs()
    const answer = await owner.get(`${VERSION}/inspection`)
    expect([answer.status, answer.errors[0]?.detail]).toEqual([
      404,
      expect.stringMatching(/^version 1\.0\.0 of acme\/label\/null failed: main\.tf:\d: ./),
    ])
    expect((await owner.get(`${MODULE}/versions/latest/inspections`)).status).toBe(404)
  })

  it('is for those with whom the module is shared, and for no other organization', async () => {
    const api = await start()
    await published(api)
    const consumer = await api.founder('beta')
    const own = VERSION.replace('/acme/', '/beta/')
    const statuses = async () =>
      await Promise.all(
        [VERSION, own].flatMap((version) =>
          ['inspections', 'inspection'].map(async (route) => (await consumer.get(`${version}/${route}`)).status),
        ),
      )
    expect(await statuses()).toEqual([404, 404, 404, 404])
    const { userRegistry, tokenIssuer } = api.app.identity
    const { id } = await userRegistry.register({ username: 'root', email: 'root@example.com', siteAdmin: true })
    const body = { data: [{ id: 'beta', type: 'organizations' }] }
    const admin = api.withToken((await tokenIssuer.issue(id)).text)
    await admin.call('PATCH', '/api/v2/admin/organizations/acme/relationships/module-consumers', { body })
    expect(await statuses()).toEqual([200, 200, 200, 200])
    expect((await consumer.get(`${own}/inspection?parts=readme`)).data.attributes['readme']).toBe(FILES['README.md'])
  })

  it('shows what OpenTofu reads, where that differs', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const files = { 'main.tf': 'variable "a" {}\n', 'more.tofu': 'variable "b" {}\n' }
    await api.publish(owner, 'acme', { files, tags: ['v1.0.0'] })
    await api.runJobs()
    const names = async (query: string) => {
      const { attributes } = (await owner.get(`${VERSION}/inspection?parts=inputs${query}`)).data
      return [attributes['view'], (attributes['inputs'] as { name: string }[]).map(({ name }) => name)]
    }
    expect(await names('')).toEqual(['terraform', ['a']])
    expect(await names('&view=opentofu')).toEqual(['opentofu', ['a', 'b']])
  })
})
