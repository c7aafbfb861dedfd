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
  (line) => expect(exampleOf(`module "x" {\n  ${line}\n}\n`, PARTS)).toBe(`module "x" {\n  ${line}\n}\n`),
)

it('unfolds a block in one line, which has room for one argument', () => {
  expect(exampleOf('module "b" { source = "../../" } # all of it\nmodule c {source="../.."}\n', PARTS)).toBe(`module "b" {
  source  = "registry.example.com/acme/vpc/aws"
  version = "~> 1.2"
} # all of it
module c {
  source  = "registry.example.com/acme/vpc/aws"
  version = "~> 1.2"
}
`)
})

it.each([
  ['a heredoc', 'module "x" {\n  text = <<-EOT\n    source = "../.."\n    module "y" { source = "../.." }\n  EOT\n}\n'],
  ['an object', 'module "x" {\n  settings = {\n    source = "../.."\n  }\n  list = [{\n    source = "../.."\n  }]\n}\n'],
  ['another block', 'resource "x" "y" {\n  source = "../.."\n}\n'],
  ['a comment', '/*\nmodule "x" {\n  source = "../.."\n}\n*/\n'],
  ['a string', 'locals {\n  a = "${join("}", ["{"])}"\n  b = "module \\"x\\" {"\n  source = "../.."\n}\n'],
  ['an expression', 'module "x" {\n  source = "../.." == "" ? "a" : "b"\n}\n'],
])('leaves a source in %s as it is', (_, text) => {
  expect(exampleOf(text, PARTS)).toBe(text)
})

it('goes on behind what only looks like an end', () => {
  expect(exampleOf(trap('  cidr = "}" # }\n  source = "../.."'), PARTS)).toBe(
    trap('  cidr  = "}" # }\n  source  = "registry.example.com/acme/vpc/aws"\n  version = "~> 1.2"'),
  )
})

function trap(body: string): string {
  return `locals {
  a = "\${lookup({ "}" = "x" }, "}")} $\${ {"
  b = <<EOT
}
EOT
}
module "x" {
${body}
}
`
}

// What takes the square of its length does not end in the time of a test.
it.each(['"${', '<<A\n', '/*', '{', 'module "x" {source="../.."}', '"', 'module "x" {\nsource="../.."\n}\n'])(
  'ends for a long text of nothing but %j',
  (piece) => {
    const text = piece.repeat(100_000 / piece.length)
    expect(exampleOf(text, PARTS).length).toBeGreaterThanOrEqual(text.length)
  },
)
