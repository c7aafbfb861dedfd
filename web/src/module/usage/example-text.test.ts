import { expect, it } from 'vitest'
import { exampleOf } from './example-text.ts'

const PARTS = { path: 'examples/complete', source: 'registry.example.com/acme/vpc/aws', constraint: '~> 1.2' }

it('calls the module by its address, with a version, in the columns of the author', () => {
  const text = `provider "aws" {}

module "vpc" {
  source = "../.." # the module
  cidr   = "10.0.0.0/16"
  tags = {
    a = "b"
  }
}

module "endpoints" {
  for_each          = toset(["s3"])
  source            = "../../modules/endpoints/"
  long_named_inputs = 1
}
`
  expect(exampleOf(text, PARTS)).toBe(`provider "aws" {}

module "vpc" {
  source  = "registry.example.com/acme/vpc/aws" # the module
  version = "~> 1.2"
  cidr    = "10.0.0.0/16"
  tags = {
    a = "b"
  }
}

module "endpoints" {
  for_each          = toset(["s3"])
  source            = "registry.example.com/acme/vpc/aws//modules/endpoints"
  version           = "~> 1.2"
  long_named_inputs = 1
}
`)
})

it.each(['source = "../../.."', 'source = "hashicorp/aws"', 'source = "${path.module}/../.."', '# source = "../.."'])(
  'leaves %s as it is',
  (line) => expect(exampleOf(`x {\n  ${line}\n}\n`, PARTS)).toBe(`x {\n  ${line}\n}\n`),
)
