// A repository as large as those of large modules: 240 releases of 60 files, of which each changes a few.
import { join } from 'node:path'
import { buildRepository, type CommitSpec, type RepositoryBuilder } from '../../test/support/repository-builder.ts'

export const TAGS = 240
export const FILES = 60
export const IDENTIFIER = 'platform/terraform-null-network'
export const MODULE = { name: 'network', provider: 'null' }

const SUBMODULES = 9
const EXAMPLES = 6
const DOCUMENTS = 8

/** @param root of the git host; the repository is made below it */
export async function buildModuleRepository(root: string): Promise<RepositoryBuilder> {
  const repository = await buildRepository(join(root, `${IDENTIFIER}.git`))
  await repository.commits(releases(TAGS))
  return repository
}

/** @param count how many, each a commit with a tag */
export function releases(count: number): CommitSpec[] {
  const first = firstRelease()
  if (Object.keys(first).length !== FILES) throw new Error(`the repository does not have ${FILES} files`)
  return Array.from({ length: count }, (_, number) => ({
    files: number === 0 ? first : changesOf(number),
    tags: [`v${Math.floor(number / 40) + 1}.${Math.floor((number % 40) / 8)}.${number % 8}`],
  }))
}

function firstRelease(): Record<string, string> {
  return {
    'README.md': readme('Network', 0),
    'CHANGELOG.md': '# Changelog\n',
    'main.tf': mainFile(0),
    'variables.tf': variablesFile(30, 0),
    'outputs.tf': outputsFile(12),
    'versions.tf': versionsFile(),
    'templates/policy.json': JSON.stringify({ Statement: [] }),
    ...collect(SUBMODULES, (index) => submodule(index, 0)),
    ...collect(EXAMPLES, example),
    ...collect(DOCUMENTS - 1, (index) => ({ [`docs/topic-${index}.md`]: readme(`Topic ${index}`, 0) })),
    'docs/upgrading.md': readme('Upgrading', 0),
    LICENSE: 'Apache-2.0\n'.repeat(200),
    '.gitignore': '.terraform/\n',
    '.pre-commit-config.yaml': 'repos: []\n',
  }
}

/** As between two real releases: the changelog, and a change in the root or in one submodule. */
function changesOf(number: number): Record<string, string> {
  return {
    'CHANGELOG.md': `# Changelog\n\n${`- release ${number}\n`.repeat(Math.min(number, 40))}`,
    'README.md': readme('Network', number),
    ...(number % 3 === 0 ? { 'main.tf': mainFile(number) } : {}),
    ...(number % 3 === 1 ? { 'variables.tf': variablesFile(30, number) } : {}),
    [`modules/part-${number % SUBMODULES}/main.tf`]: submoduleMain(number % SUBMODULES, number),
  }
}

function collect(count: number, filesOf: (index: number) => Record<string, string>): Record<string, string> {
  return Object.assign({}, ...Array.from({ length: count }, (_, index) => filesOf(index))) as Record<string, string>
}

function submodule(index: number, release: number): Record<string, string> {
  const directory = `modules/part-${index}`
  return {
    [`${directory}/main.tf`]: submoduleMain(index, release),
    [`${directory}/variables.tf`]: variablesFile(10, index),
    [`${directory}/outputs.tf`]: outputsFile(5),
    ...(index < 5 ? { [`${directory}/README.md`]: readme(`Part ${index}`, 0) } : {}),
  }
}

function example(index: number): Record<string, string> {
  const directory = `examples/case-${index}`
  return {
    [`${directory}/main.tf`]: `module "network" {\n  source = "../.."\n\n  name = "case-${index}"\n}\n`,
    ...(index < 4 ? { [`${directory}/README.md`]: readme(`Case ${index}`, 0) } : {}),
  }
}

function mainFile(release: number): string {
  const resources = Array.from(
    { length: 25 },
    (_, index) => `resource "null_resource" "item_${index}" {
  for_each = { for key, value in var.input_${index} : key => value if value.enabled }

  triggers = {
    name    = "\${var.input_0}-\${each.key}-${release}"
    changed = timestamp()
    tags    = jsonencode(merge(local.tags, { Name = format("%s-%02d", each.key, ${index}) }))
  }

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [triggers["changed"]]
  }
}
`,
  )
  return `locals {\n  tags    = merge(var.input_1, { Release = "${release}" })\n}\n\n${resources.join('\n')}`
}

function submoduleMain(index: number, release: number): string {
  return Array.from(
    { length: 8 },
    (_, number) =>
      `resource "null_resource" "part_${number}" {
  count = var.input_0 == "" ? 0 : length(var.input_${number})

  triggers = {
    id = "\${count.index}-${index}-${release}"
  }
}
`,
  ).join('\n')
}

function variablesFile(count: number, release: number): string {
  return Array.from(
    { length: count },
    (_, index) => `variable "input_${index}" {
  description = "Input number ${index}, as of release ${release}: what it is for, in a sentence as people write them."
  type = map(object({
    enabled = optional(bool, true)
    size    = number
    names   = list(string)
  }))
  default = {}

  validation {
    condition     = alltrue([for item in values(var.input_${index}) : item.size > 0])
    error_message = "The size must be positive."
  }
}
`,
  ).join('\n')
}

function outputsFile(count: number): string {
  return Array.from(
    { length: count },
    (_, index) => `output "value_${index}" {
  description = "The value number ${index}"
  value       = try(null_resource.item_${index}["main"].id, null)
}
`,
  ).join('\n')
}

function versionsFile(): string {
  return `terraform {
  required_version = ">= 1.5"

  required_providers {
    null = {
      source  = "hashicorp/null"
      version = "~> 3.2"
    }
  }
}
`
}

function readme(title: string, release: number): string {
  return `# ${title}\n\nRelease ${release}.\n\n${'What this module does and how to use it, in some lines of text.\n'.repeat(40)}`
}
