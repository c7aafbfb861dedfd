import { expect, it } from 'vitest'
import { describeApi, REGISTRY } from '../support/api.ts'

const MODULE = `${REGISTRY}/acme/network/aws`

const FILES = {
  'README.md': '# Network\n\nSubnets for everybody.\n',
  'main.tf': `terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.0" }
  }
}

resource "aws_vpc" "main" {
  cidr_block = var.cidr
}

module "label" {
  source  = "cloudposse/label/null"
  version = "0.25.0"
}
`,
  'variables.tf': `variable "cidr" {
  type        = string
  description = "Of the whole network"
}

variable "region" {
  type    = string
  default = "us-east-1"
}

variable "nothing" {
  default = null
}

variable "zones" {
  type    = list(string)
  default = []
}

variable "count_of" {
  type    = number
  default = 3
}

variable "on" {
  type    = bool
  default = false
}
`,
  'outputs.tf': 'output "id" {\n  description = "Of the VPC"\n  value       = aws_vpc.main.id\n}\n',
  'modules/peering/main.tf': 'variable "peer" {}\n',
  'examples/complete/main.tf': 'module "network" {\n  source = "../.."\n  cidr   = "10.0.0.0/16"\n}\n',
}

interface Directory {
  path: string
  name: string
  inputs: { name: string; default: unknown; required: boolean }[]
}

describeApi('module details', (start) => {
  it('describe the latest version or any other', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await api.publish(owner, 'acme', {
      repository: 'platform/terraform-aws-network',
      tags: ['v1.0.0', 'v1.2.0', 'v2.0.0-beta.1'],
      files: FILES,
    })
    await api.runJobs()
    const latest = await owner.get(MODULE)
    expect([latest.status, latest.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
    expect(latest.json).toMatchObject({
      id: 'acme/network/aws/1.2.0',
      owner: 'acme',
      namespace: 'acme',
      name: 'network',
      provider: 'aws',
      version: '1.2.0',
      tag: 'v1.2.0',
      description: 'Subnets for everybody.',
      source: expect.stringMatching(/terraform-aws-network$/),
      published_at: expect.stringMatching(/^\d{4}-.*Z$/),
      downloads: expect.any(Number),
      verified: false,
      deprecation: null,
      providers: ['aws'],
      versions: ['1.0.0', '1.2.0', '2.0.0-beta.1'],
    })
    expect(latest.json['root']).toMatchObject({
      path: '',
      readme: FILES['README.md'],
      empty: false,
      outputs: [{ name: 'id', description: 'Of the VPC' }],
      dependencies: [{ name: 'label', source: 'cloudposse/label/null', version: '0.25.0' }],
      provider_dependencies: [{ name: 'aws', namespace: 'hashicorp', source: 'hashicorp/aws', version: '>= 5.0' }],
      resources: [{ name: 'main', type: 'aws_vpc' }],
    })
    const beta = await owner.get(`${MODULE}/2.0.0-beta.1/`)
    expect(beta.json).toMatchObject({
      ...latest.json,
      id: 'acme/network/aws/2.0.0-beta.1',
      version: '2.0.0-beta.1',
      tag: 'v2.0.0-beta.1',
      // Each version has its own publication time, which may be equal by chance.
      published_at: expect.stringMatching(/^\d{4}-.*Z$/),
    })
  })

  it('have defaults as text, whatever their type, because official clients read nothing else', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await api.publish(owner, 'acme', { repository: 'platform/terraform-aws-network', files: FILES })
    await api.runJobs()
    const { root, submodules, examples } = (await owner.get(MODULE)).json as Record<'root', Directory> &
      Record<'submodules' | 'examples', Directory[]>
    const defaults = Object.fromEntries(root.inputs.map((input) => [input.name, [input.default, input.required]]))
    expect(defaults).toEqual({
      cidr: ['', true],
      region: ['"us-east-1"', false],
      nothing: ['null', false],
      zones: ['[]', false],
      count_of: ['3', false],
      on: ['false', false],
    })
    expect(submodules.map(({ path, name, inputs }) => [path, name, inputs.length])).toEqual([['modules/peering', 'peering', 1]])
    expect(examples.map(({ path, name }) => [path, name])).toEqual([['examples/complete', 'complete']])
  })

  it('redirect a download without a version to the latest release', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await api.publish(owner, 'acme', { repository: 'platform/terraform-aws-network', tags: ['v1.10.0', 'v1.9.0', 'v2.0.0-rc.1'] })
    await api.runJobs()
    const answer = await owner.get(`${MODULE}/download`)
    expect([answer.status, answer.headers['location']]).toEqual([302, `${MODULE}/1.10.0/download`])
    expect((await owner.get(String(answer.headers['location']))).status).toBe(204)
    expect((await owner.get(`${REGISTRY}/acme/none/aws/download`)).status).toBe(404)
    for (const path of [`${MODULE}/9.9.9`, `${MODULE}/none`, `${REGISTRY}/acme/network/none`, `${REGISTRY}/none/network/aws`]) {
      const missing = await owner.get(path)
      expect([path, missing.status, missing.text]).toEqual([path, 404, '{"errors":["Not Found"]}'])
    }
  })
})
