// A repository of the shape of large public modules: hundreds of variables with long descriptions, documents that list them,
// submodules and many examples, of which each release changes a few files.
import { buildRepository } from '../../test/support/repository-builder.ts'
import { createProse, type Prose } from './prose.ts'

const VARIABLES = 240
const OUTPUTS = 110
const RESOURCES = 90
const SUBMODULES = 5
const EXAMPLES = 12
const TAGS_PER_MINOR = 12

/** @param directory becomes the repository */
export async function buildLargeRepository(directory: string, tags: number): Promise<void> {
  const repository = await buildRepository(directory)
  const prose = createProse()
  let changelog = changelogStart(prose)
  await repository.commits(
    Array.from({ length: tags }, (_, number) => {
      changelog = `## Release ${number}\n\n${prose.paragraph(`release ${number}`)}\n\n${changelog}`
      const files = number === 0 ? allFiles(prose) : changedFiles(prose, number)
      const tag = `v${1 + Math.floor(number / (10 * TAGS_PER_MINOR))}.${Math.floor(number / TAGS_PER_MINOR) % 10}.${number % TAGS_PER_MINOR}`
      return { files: { ...files, 'CHANGELOG.md': changelog }, tags: [tag] }
    }),
  )
}

function changelogStart(prose: Prose): string {
  return Array.from({ length: 80 }, (_, index) => `## Before ${index}\n\n${prose.paragraph(`before ${index}`)}\n`).join('\n')
}

function allFiles(prose: Prose): Record<string, string> {
  return Object.assign(
    { ...rootFiles(prose, 0), 'main.tf': mainFile(prose, RESOURCES, 0), LICENSE: prose.paragraphs('license', 30) },
    { '.gitignore': '.terraform/\n', '.pre-commit-config.yaml': 'repos: []\n', 'UPGRADE-2.0.md': prose.paragraphs('upgrade', 12) },
    ...Array.from({ length: SUBMODULES }, (_, index) => submoduleFiles(prose, index, 0)),
    ...Array.from({ length: EXAMPLES }, (_, index) => exampleFiles(prose, index, 0)),
  ) as Record<string, string>
}

/** As between real releases: the changelog, and a change in one or two places. */
function changedFiles(prose: Prose, number: number): Record<string, string> {
  return {
    ...(number % 2 === 0 ? rootFiles(prose, number) : {}),
    ...(number % 3 === 0 ? { 'main.tf': mainFile(prose, RESOURCES, number) } : {}),
    ...(number % 4 === 0 ? submoduleFiles(prose, number % SUBMODULES, number) : {}),
    ...(number % 5 === 0 ? exampleFiles(prose, number % EXAMPLES, number) : {}),
  }
}

function rootFiles(prose: Prose, release: number): Record<string, string> {
  return {
    'README.md': readme(prose, 'Network', { variables: VARIABLES, outputs: OUTPUTS, release }),
    'variables.tf': variablesFile(prose, VARIABLES, release),
    'outputs.tf': outputsFile(prose, OUTPUTS),
    'versions.tf': VERSIONS,
  }
}

function submoduleFiles(prose: Prose, index: number, release: number): Record<string, string> {
  const directory = `modules/part-${index}`
  return {
    [`${directory}/README.md`]: readme(prose, `Part ${index}`, { variables: 25, outputs: 8, release }),
    [`${directory}/main.tf`]: mainFile(prose, 8, release),
    [`${directory}/variables.tf`]: variablesFile(prose, 25, release),
    [`${directory}/outputs.tf`]: outputsFile(prose, 8),
    [`${directory}/versions.tf`]: VERSIONS,
  }
}

function exampleFiles(prose: Prose, index: number, release: number): Record<string, string> {
  const directory = `examples/case-${index}`
  const inputs = Array.from({ length: 12 }, (_, number) => `  input_${number} = "case ${index} of release ${release}"`)
  return {
    [`${directory}/README.md`]: readme(prose, `Case ${index}`, { variables: 0, outputs: 12, release }),
    [`${directory}/main.tf`]: `module "network" {\n  source = "../.."\n\n${inputs.join('\n')}\n}\n\n${mainFile(prose, 3, release)}`,
    [`${directory}/outputs.tf`]: outputsFile(prose, 12),
    [`${directory}/variables.tf`]: '',
    [`${directory}/versions.tf`]: VERSIONS,
  }
}

/** A release rewrites one description of ten. */
function descriptionOf(prose: Prose, index: number, release: number): string {
  return prose.sentence(`input ${index} ${index % 10 === release % 10 ? release : 0}`)
}

function variablesFile(prose: Prose, count: number, release: number): string {
  return Array.from({ length: count }, (_, index) => {
    const type = index % 4 === 0 ? 'list(string)' : index % 7 === 0 ? 'map(string)' : index % 3 === 0 ? 'bool' : 'string'
    const value = index % 4 === 0 ? '[]' : index % 7 === 0 ? '{}' : index % 3 === 0 ? 'false' : 'null'
    return `variable "input_${index}" {\n  description = "${descriptionOf(prose, index, release)}"\n  type        = ${type}\n  default     = ${value}\n}\n`
  }).join('\n')
}

function outputsFile(prose: Prose, count: number): string {
  return Array.from(
    { length: count },
    (_, index) =>
      `output "value_${index}" {\n  description = "${prose.sentence(`output ${index}`)}"\n  value       = try(null_resource.item_${index}[0].id, null)\n}\n`,
  ).join('\n')
}

function mainFile(prose: Prose, resources: number, release: number): string {
  return Array.from(
    { length: resources },
    (_, index) => `# ${prose.sentence(`resource ${index}`)}
resource "null_resource" "item_${index}" {
  count = local.create && length(var.input_${index}) > 0 ? local.len_${index} : 0

  triggers = merge(
    { Name = try(var.input_${index + 1}[count.index], format("$\{var.input_0}-%s", element(var.input_4, count.index))) },
    var.input_7,
    { release = "${index % 15 === release % 15 ? release : 0}" },
  )

  lifecycle {
    create_before_destroy = true
  }
}
`,
  ).join('\n')
}

function readme(prose: Prose, title: string, of: { variables: number; outputs: number; release: number }): string {
  const { variables, outputs, release } = of
  const inputs = Array.from(
    { length: variables },
    (_, index) =>
      `| <a name="input_${index}"></a> [input\\_${index}](#input\\_${index}) | ${descriptionOf(prose, index, release)} | \`string\` | \`null\` | no |`,
  )
  const values = Array.from({ length: outputs }, (_, index) => `| [value\\_${index}](#output) | ${prose.sentence(`output ${index}`)} |`)
  return `# ${title}\n\n${prose.paragraphs(title, 12)}\n\n## Inputs\n\n${inputs.join('\n')}\n\n## Outputs\n\n${values.join('\n')}\n`
}

const VERSIONS = `terraform {
  required_version = ">= 1.5"

  required_providers {
    null = {
      source  = "hashicorp/null"
      version = "~> 3.2"
    }
  }
}
`
