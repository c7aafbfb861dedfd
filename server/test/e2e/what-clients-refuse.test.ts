// What the inspection calls an error is one to the real command line tool, at the same place, and what the tool takes is none.

import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inspectPackage, isConfigurationFile, readConfigurationFile } from '../../src/terraform/index.ts'
import { describeWithTerraform } from '../support/installed-terraform.ts'

type Files = Record<string, string>

const CALLEE = { 'modules/a/main.tf': 'variable "needed" {}\n' }
const call = (source: string, ...lines: string[]) => `module "m" {\n${[`source = "${source}"`, ...lines].join('\n')}\n}\n`
const required = (version: string) => `terraform {\n  required_version = "${version}"\n}\n`

const REFUSED: [what: string, files: Files, at: string][] = [
  ['a byte order mark before JSON', { 'main.tf.json': '\ufeff{"variable": {"x": {}}}\n' }, 'main.tf.json:1'],
  ['two required_providers', { 'main.tf': 'terraform {\n  required_providers {\n  }\n  required_providers {\n  }\n}\n' }, 'main.tf:4'],
  [
    'two required_providers in two files',
    { 'a.tf': 'terraform {\n  required_providers {\n  }\n}\n', 'b.tf': '\nterraform {\n  required_providers {\n  }\n}\n' },
    'b.tf:3',
  ],
  ...['source', 'version', 'providers', 'count', 'for_each', 'lifecycle', 'depends_on', 'locals'].map((name): [string, Files, string] => [
    `a variable named ${name}`,
    { 'main.tf': `\nvariable "${name}" {}\n` },
    'main.tf:2',
  ]),
  ['an unknown block', { 'main.tf': 'variables "x" {}\n' }, 'main.tf:1'],
  ['an argument outside of blocks', { 'main.tf': '\nregion = "x"\n' }, 'main.tf:2'],
  ['an unknown property of a file', { 'main.tf.json': '{\n  "variables": {"x": {}}\n}\n' }, 'main.tf.json:2'],
  ['an unknown block of terraform', { 'main.tf': 'terraform {\n  required_provider {\n  }\n}\n' }, 'main.tf:2'],
  ['an unknown argument of terraform', { 'main.tf': 'terraform {\n  version = "1"\n}\n' }, 'main.tf:2'],
  ['an unknown argument of a variable', { 'main.tf': 'variable "x" {\n  required = true\n}\n' }, 'main.tf:2'],
  ['an unknown block of a variable', { 'main.tf': 'variable "x" {\n  default {\n    a = 1\n  }\n}\n' }, 'main.tf:2'],
  ['an unknown property of a variable', { 'main.tf.json': '{"variable": {"x": {\n  "required": true\n}}}\n' }, 'main.tf.json:2'],
  [
    'an unknown argument of a validation',
    { 'main.tf': 'variable "x" {\n  validation {\n    condition = var.x != ""\n    error_message = "Wrong."\n    message = "x"\n  }\n}\n' },
    'main.tf:5',
  ],
  ['an unknown argument of an output', { 'main.tf': 'output "x" {\n  value = 1\n  default = 2\n}\n' }, 'main.tf:3'],
  ['an unknown block of an output', { 'main.tf': 'output "x" {\n  value = 1\n  validation {\n  }\n}\n' }, 'main.tf:3'],
  ['an output without a value', { 'main.tf': 'output "x" {\n}\n' }, 'main.tf:1'],
  ['an unknown block of a module call', { ...CALLEE, 'main.tf': call('./modules/a', 'needed = 1', 'tags {', '}') }, 'main.tf:4'],
  ['an argument without a variable', { ...CALLEE, 'main.tf': call('./modules/a', 'needed = 1', 'other = 1') }, 'main.tf:4'],
  ['a variable without an argument', { ...CALLEE, 'main.tf': call('./modules/a') }, 'main.tf:1'],
  ['a version of a path', { ...CALLEE, 'main.tf': call('./modules/a', 'needed = 1', 'version = "1.0"') }, 'main.tf:2'],
  ['a path to nothing', { 'main.tf': call('./modules/gone') }, 'main.tf:1'],
  ['a path without a slash', { 'modules/a/main.tf': call('..'), 'main.tf': '' }, 'modules/a/main.tf:2'],
  ...['latest', '', '=> 1.0', '>= 1.0 < 9', '1.x', '>= 1.0,', '~> 1.0 || ~> 2.0', '^1.0', '!= 1.0.0-beta.1', '>= 0.1, != 1.0beta'].map(
    (version): [string, Files, string] => [
      `the required_version ${JSON.stringify(version)}`,
      { 'main.tf': required(version) },
      'main.tf:2',
    ],
  ),
  ['a version of a call that is none', { 'main.tf': call('acme/label/null', 'version = "latest"') }, 'main.tf:3'],
  [
    'a version of a required provider that is none',
    { 'main.tf': 'terraform {\n  required_providers {\n    null = {\n      version = "newest"\n    }\n  }\n}\n' },
    'main.tf:4',
  ],
  [
    'an unknown argument of a required provider',
    { 'main.tf': 'terraform {\n  required_providers {\n    null = {\n      sources = "hashicorp/null"\n    }\n  }\n}\n' },
    'main.tf:4',
  ],
]

const TAKEN: [what: string, files: Files][] = [
  [
    'everything a variable may have',
    {
      'main.tf':
        'variable "x" {\n  description = "d"\n  type = string\n  default = ""\n  sensitive = true\n  nullable = false\n  ephemeral = true\n  validation {\n    condition = var.x == ""\n    error_message = "Wrong."\n  }\n}\n',
    },
  ],
  [
    'everything an output may have',
    {
      'main.tf':
        'variable "y" {\n  default = null\n}\noutput "x" {\n  description = "d"\n  value = 1\n  sensitive = true\n  depends_on = []\n  precondition {\n    condition = var.y == null\n    error_message = "Wrong."\n  }\n}\n',
    },
  ],
  [
    'everything a call may have',
    { ...CALLEE, 'main.tf': call('./modules/a', 'needed = 1', 'count = 1', 'providers = {}', 'depends_on = []') },
  ],
  [
    'override files',
    {
      'main.tf': 'output "x" {\n  value = 1\n}\nvariable "y" {}\n',
      'main_override.tf': 'output "x" {\n  sensitive = true\n}\nvariable "y" {\n  default = 1\n}\n',
    },
  ],
  [
    'required_providers that an override replaces',
    { 'main.tf': 'terraform {\n  required_providers {\n  }\n}\n', 'override.tf': 'terraform {\n  required_providers {\n  }\n}\n' },
  ],
  ['a path to a directory without configuration', { 'main.tf': call('./docs'), 'docs/README.md': '# Nothing\n' }],
  ['a path with detours', { 'modules/a/b/main.tf': '', 'main.tf': call('./modules//a/./b/../b/') }],
  ['a path to the root', { 'main.tf': '', 'examples/e/main.tf': call('../../') }],
  ['a comment in JSON', { 'main.tf.json': '{"//": "c", "variable": {"x": {"//": "c", "type": "string"}}}\n' }],
  ['a byte order mark before native syntax', { 'main.tf': '\ufeffvariable "x" {}\n' }],
  ...['>= 0.1', '>=0.1,<99.0', ' >= 0.1  , != 0.0.9 ', '!= 0.0.1+build', '> v0.1', '~> 1', '>= 0', '!= 1.0.0.0'].map(
    (version): [string, Files] => [`the required_version ${JSON.stringify(version)}`, { 'main.tf': required(version) }],
  ),
]

describeWithTerraform('what the command line tool refuses', (program) => {
  let workspace: string
  beforeAll(async () => {
    workspace = await mkdtemp(join(tmpdir(), 'terrace-refused-'))
  })
  afterAll(() => rm(workspace, { recursive: true, force: true }))

  /** @returns where the tool finds errors */
  async function errorsOf(files: Files): Promise<string[]> {
    const directory = await mkdtemp(join(workspace, 'module-'))
    for (const [path, content] of Object.entries(files)) {
      await mkdir(join(directory, dirname(path)), { recursive: true })
      await writeFile(join(directory, path), content)
    }
    // The directory with the call is where the tool starts.
    const start = Object.keys(files).find((path) => path.startsWith('examples/') || files['main.tf'] === '')
    const cwd = start === undefined ? directory : join(directory, dirname(start))
    await run(program, cwd, ['get', '-no-color'])
    const { diagnostics } = JSON.parse(await run(program, cwd, ['validate', '-json'])) as { diagnostics: ToolDiagnostic[] }
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    const prefix = start === undefined ? '' : `${dirname(start)}/`
    return errors.map(({ range }) => `${prefix}${range?.filename ?? ''}:${range?.start.line ?? 0}`)
  }

  describe('is an error of the inspection at the same place', () => {
    test.each(REFUSED)('%s', async (_what, files, at) => {
      expect(inspected(files)).toContain(at)
      expect(await errorsOf(files)).toContain(at)
    })
  })

  describe('does not include', () => {
    test.each(TAKEN)('%s', async (_what, files) => {
      expect(inspected(files)).toEqual([])
      expect(await errorsOf(files)).toEqual([])
    })
  })
})

interface ToolDiagnostic {
  severity: string
  range?: { filename: string; start: { line: number } }
}

function inspected(files: Files): string[] {
  const paths = Object.keys(files)
  const { diagnostics } = inspectPackage({
    files: paths
      .filter((path) => isConfigurationFile(basename(path)))
      .map((path) => ({ path, content: () => readConfigurationFile(basename(path), Buffer.from(files[path] ?? '')) })),
    paths,
  })
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ file, line }) => `${file}:${line}`)
}

function run(program: string, cwd: string, args: readonly string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], HOME: cwd, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' }
  return new Promise((resolve) => {
    execFile(program, [...args], { cwd, env }, (_error, stdout) => resolve(stdout))
  })
}
