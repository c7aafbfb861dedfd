// A typical module repository: a root module, a submodule, an example, a README, several tags.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

export interface SampleRepository {
  directory: string
  /** what a connection's `http-url` is */
  base: string
  identifier: string
  tags: string[]
}

const IDENTIFIER = 'platform/terraform-null-label'

/** @param home the directory that plays the git host */
export function makeSampleRepository(home: string): SampleRepository {
  const directory = join(home, `${IDENTIFIER}.git`)
  const work = join(home, 'work')
  mkdirSync(work, { recursive: true })
  const git = gitIn(work)
  git('init', '--quiet', '--initial-branch=main')
  release(work, FIRST_RELEASE, 'v0.9.0')
  release(work, SECOND_RELEASE, 'v1.0.0')
  release(work, BROKEN_RELEASE, 'v1.1.0')
  release(work, THIRD_RELEASE, 'v1.1.1')
  release(work, FOURTH_RELEASE)
  git('tag', '-a', '-m', TAG_MESSAGE, 'v1.2.0')
  git('tag', 'nightly')
  mkdirSync(dirname(directory), { recursive: true })
  git('clone', '--quiet', '--bare', work, directory)
  return { directory, base: pathToFileURL(home).href, identifier: IDENTIFIER, tags: git('tag').trim().split('\n') }
}

/** @param tag none when absent */
function release(work: string, files: Record<string, string>, tag?: string): void {
  const git = gitIn(work)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(work, path)), { recursive: true })
    writeFileSync(join(work, path), content)
  }
  git('add', '--all')
  git('commit', '--quiet', '--message', 'Next release')
  if (tag !== undefined) git('tag', tag)
}

function gitIn(work: string): (...args: string[]) => string {
  const person = {
    GIT_AUTHOR_NAME: 'Demo',
    GIT_AUTHOR_EMAIL: 'demo@example.com',
    GIT_COMMITTER_NAME: 'Demo',
    GIT_COMMITTER_EMAIL: 'demo@example.com',
  }
  const env = { ...process.env, ...person, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }
  return (...args) => execFileSync('git', args, { cwd: work, env, encoding: 'utf8' })
}

const MAIN = `locals {
  id = join("-", compact([var.namespace, var.stage, var.name]))
}
`

const VARIABLES = `variable "name" {
  description = "What the thing is called"
  type        = string
}

variable "namespace" {
  description = "Usually the team or the company"
  type        = string
  default     = ""
}

variable "stage" {
  description = "Such as prod or test"
  type        = string
  default     = ""
}
`

const OUTPUTS = `output "id" {
  description = "The name to give to a resource"
  value       = local.id
}
`

const FIRST_RELEASE = {
  'README.md': '# Label\n\nOne way to name things, so that everybody finds them.\n',
  'main.tf': MAIN,
  'variables.tf': VARIABLES,
  'outputs.tf': OUTPUTS,
  'examples/basic/main.tf': 'module "label" {\n  source = "../.."\n\n  name  = "web"\n  stage = "test"\n}\n',
}

const SECOND_RELEASE = {
  'modules/tags/README.md': '# Tags\n\nThe label as a map of tags.\n',
  'modules/tags/main.tf': `variable "id" {
  description = "Of the label"
  type        = string
}

output "tags" {
  value = { Name = var.id }
}
`,
}

/** A brace is missing; the import must say where. */
const BROKEN_RELEASE = { 'outputs.tf': OUTPUTS.replace('value       = local.id\n', 'value       = upper(local.id\n') }

const THIRD_RELEASE = { 'outputs.tf': OUTPUTS.replace('local.id', 'lower(local.id)') }

const TAG_MESSAGE = `Stages are checked

A stage that nobody knows is refused when planning.`

const README = `# Label

One way to name things, so that everybody finds them.

> [!TIP]
> Resources with tags take them from the submodule [tags](modules/tags).

## Usage

\`\`\`hcl
module "label" {
  source  = "registry.example.com/demo/label/null"
  version = "~> 1.2"

  namespace = "acme"
  stage     = "prod"
  name      = "web"
}

resource "null_resource" "web" {
  triggers = { name = module.label.id } # acme-prod-web
}
\`\`\`

## Parts of a label

| Part      | Says                    | Such as    |
| --------- | ----------------------- | ---------- |
| namespace | whose it is             | \`acme\`   |
| stage     | how careful one must be | \`prod\`   |
| name      | what it is              | \`web\`    |

Parts that are empty are left out. See [the example](examples/basic/main.tf) and [what changed](CHANGELOG.md).
`

const CHANGELOG = `# Changelog

## 1.2.0

- \`stage\` is one of \`dev\`, \`test\` and \`prod\`.

## 1.1.1

- Labels have small letters.

## 1.0.0

- The submodule \`tags\`.
`

const STAGES = `

  validation {
    condition     = contains(["", "dev", "test", "prod"], var.stage)
    error_message = "The stage must be dev, test or prod."
  }
`

const FOURTH_RELEASE = {
  'README.md': README,
  'CHANGELOG.md': CHANGELOG,
  'variables.tf': VARIABLES.replace(/\n\}\n$/, `${STAGES}}\n`),
}
