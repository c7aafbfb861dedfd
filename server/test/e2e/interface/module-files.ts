// The files of the modules that browsers read.

const HOSTILE = '<script>alert(1)</script>\n<img src="https://elsewhere.example/x.png" onerror="alert(2)">\n'

export const NETWORK = {
  'README.md': `# Network\n\nCreates a network with subnets.\n\n${HOSTILE}`,
  'main.tf': `variable "cidr" {
  description = "Range of the network <script>alert(3)</script>"
  type        = string
}

variable "gateway" {
  description = "How subnets reach the internet"
  type = object({
    kind      = string
    addresses = list(string)
    timeout   = optional(number, 10)
  })
}

variable "pairs" {
  type = tuple([string, number])
}

variable "anything" {}

variable "tags" {
  description = "Tags of every resource"
  type        = map(string)
  default     = {}
}

output "id" {
  description = "Id of the network"
  value       = var.cidr
}
`,
  'modules/endpoints/main.tf': 'variable "service" {\n  type = string\n}\n',
  'examples/complete/main.tf': 'module "network" {\n  source = "../.."\n}\n',
}
export const LABEL = {
  'README.md': '# Label\n\nNames things.\n',
  'main.tf': `variable "name" {}

variable "key" {
  description = "Signs the label"
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = var.key == null || length(var.key) > 7
    error_message = "A key has at least <b>8</b> characters."
  }
}

variable "stage" {
  default    = { short = "prod" }
  nullable   = false
  deprecated = "Use name."
}

output "seal" {
  value     = var.key
  sensitive = true
}

resource "random_id" "this" {}

data "http" "peers" {}

module "words" {
  source = "./modules/words"
}
`,
  'modules/words/main.tf': '',
}
export const BROKEN = { 'broken.tf': 'output "broken" {\n  value =\n}\n' }

export const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><rect width="120" height="40" fill="teal"/><script>alert(1)</script></svg>'

const DOCUMENTED_README = `# Documented

Creates a network. See the [configuration](main.tf), the [guide](docs/guide.md#second), and [usage](#usage).

![net](docs/net.svg) ![badge](https://badges.elsewhere.example/b.svg)

<script>alert(1)</script><img src=x onerror="alert(2)"><iframe src="https://elsewhere.example"></iframe>
<svg><a xlink:href="javascript:alert(3)"><text>x</text></a></svg><style>body { display: none }</style>
<form action="https://elsewhere.example"><input name="password"></form>
<p id="root" style="position: fixed; inset: 0" onclick="alert(4)">Paragraph of a stranger</p>
<a href="javascript:alert(5)">a link that leads nowhere</a>

> [!WARNING]
> Costs [money](https://example.com/prices).

## Usage

\`\`\`hcl
module "documented" {
  source = "registry.example.com/acme/documented/aws" # the address
  count  = 2
}
\`\`\`

- [x] done
- [ ] open

${'A line that makes the page long.\n\n'.repeat(40)}

#### Deep

Text.

## License

<!-- BEGIN_TF_DOCS -->
## Inputs

| Name | Description | Type | Default | Required | A column that makes it wide |
|------|-------------|------|---------|:--------:|-----------------------------|
| cidr | Range       | \`string\` | n/a | yes | averylongwordthatcannotbebrokenanywhereatall |
<!-- END_TF_DOCS -->
`
export const DOCUMENTED = {
  'README.md': DOCUMENTED_README,
  'CHANGELOG.md': '# Changelog\n\n## [1.1.0] - 2026-02-01\n\n### Added\n\n- Something new\n\n## [1.0.0]\n\n- First\n',
  'main.tf': `# A network\nvariable "cidr" {\n  type = string\n}\n${'# more <b>\n'.repeat(120)}`,
  'docs/guide.md': '# Guide\n\n## Second\n\nMore.\n',
  'docs/net.svg': PICTURE,
  'modules/endpoints/main.tf': 'locals {\n  "${"x"}" = 1\n}\n',
  'modules/endpoints/README.md': '# Endpoints\n\nUp: [root](../../main.tf).\n',
  'files/data.bin': 'a\u0000b',
  'files/large.txt': 'a line of a large file\n'.repeat(30_000),
  'files/<img src=x onerror=alert(6)>.txt': 'odd\n',
}

export const TAG_MESSAGE = 'Endpoints are <b>faster</b>\n\n- and fewer'

/** Its newer version requires a newer client, and an input is secret. */
export const GATED = { 'main.tf': 'variable "password" {\n  type      = string\n  sensitive = true\n}\n' }
export const GATED_NEWER = { 'versions.tf': 'terraform {\n  required_version = ">= 1.6, < 3.0"\n}\n' }

export const MANY_INPUTS = 1000
export const NESTING = 20
const NESTED_TYPE = `${'object({ part = '.repeat(NESTING)}string${' })'.repeat(NESTING)}`

/** Larger than any that people write by hand. */
export const HUGE = {
  'README.md': `# Huge\n\n${'Words of a long document.\n\n'.repeat(2000)}`,
  'main.tf': [
    ...Array.from({ length: MANY_INPUTS - 1 }, (_, index) => {
      const required = index % 20 === 0
      return `variable "input_${index}" {\n  description = "Number ${index} of many"\n  type = map(string)\n${required ? '' : '  default = {}\n'}}\n`
    }),
    `variable "nested" {\n  type = ${NESTED_TYPE}\n}\n`,
  ].join('\n'),
}

const ODD_README = `# Odd\n\n${'long'.repeat(60)}\n\n${'A paragraph.\n\n'.repeat(80)}`
const ODD_MAIN = `terraform {
  required_version = ">= 1.5"

  required_providers {
    random = {
      source  = "hashicorp/random"
      version = ">= 3.0"
    }
  }
}

variable "subnets" {
  description = <<-EOT
    Subnets, see [the guide](https://example.com/guide) and [a trap](javascript:alert(1)).

    - \`cidr\`: range
      of it
  EOT
  type = map(string)
}

variable "zone" {
  default = ""
}
`
const ODD_EXAMPLE = `module "odd" {
  source  = "../.."
  subnets = {}
}

module "part" {
  source = "../../modules/part"
}
`
/** What pages stumbled over. */
export const ODD = { 'README.md': ODD_README, 'main.tf': ODD_MAIN, 'examples/basic/main.tf': ODD_EXAMPLE, 'modules/part/main.tf': '' }
