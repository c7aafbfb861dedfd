// The blocks that the interface offers to copy, read by the real command line. All of them stand in one configuration, because
// starting the tool takes longer than reading them.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SnippetInput, snippetOf } from '../../../../web/src/module/usage/snippet.ts'
import { describeWithTerraform, type InitOutcome, init, run } from '../../support/installed-terraform.ts'

const DEEP = `${'object({ a = '.repeat(20)}string${' })'.repeat(20)}`

/** As authors write them. Each becomes a required input, which refuses null. */
const TYPES = [
  '',
  'any',
  'string',
  'number',
  'bool',
  'list(string)',
  'set(number)',
  'map(bool)',
  'list(any)',
  'list(object({ a = string }))',
  'map(object({ a = tuple([string, number]) }))',
  'object({})',
  'object({ name = string, size = number, on = bool })',
  'object({\n  kind      = string # what it is, as in object({\n  addresses = list(string)\n  timeout   = optional(number, 10)\n})',
  'object({ only = optional(string) })',
  'object({ first = object({ a = string, longer = set(string) }), b = bool, c-d = number })',
  'object({ text = optional(string, <<-EOT\n    ) }\n  EOT\n  ), after = number })',
  'object({ colon : optional(string, "}) \\" ]"), größe = number, x = any })',
  'tuple([])',
  'tuple([string, number, bool])',
  'tuple([object({ a = string }), list(number), map(string)])',
  DEEP,
]
/** With a default, as HCL and as JSON. */
const DEFAULTS = [
  ['string', '"a $${b} %%{c} \\"d\\" \\\\ \\n\\t"', JSON.stringify('a ${b} %{c} "d" \\ \n\t')],
  ['number', '123456789012345678901234567890', '123456789012345678901234567890'],
  ['number', '-0.5', '-0.5'],
  ['bool', 'true', 'true'],
  ['string', 'null', 'null'],
  ['list(string)', '["a", "b"]', '["a","b"]'],
  ['list(object({ a = string }))', '[{ a = "x" }]', '[{"a":"x"}]'],
  ['map(string)', '{ "not a name" = "1", ok = "2", "${"1"}" = "3" }', '{"not a name":"1","ok":"2","1":"3"}'],
  ['map(any)', '{}', '{}'],
] as const
const HOSTILE = [
  'one line\nmodule "evil" {\n  source = "./evil"\n}',
  'return\rmodule "evil" {}',
  'separator\u2028module "evil" {} \u2029 \u0085 \u202E txet desrever',
  '${file("/etc/passwd")} %{ for x in y } */ /* # // <<EOT',
  '"} }\u0000\u0007 \uD800 alone',
  '😀'.repeat(200),
  '   \n\n',
]
const HOSTILE_FOLDERS = ['modules/${name} %{if x}', 'modules/9-lives "and" more', 'modules/back`tick*']

const required = (type: string, index: number): SnippetInput & { hcl: string } => {
  const name = `required_${index}`
  const description = HOSTILE[index % HOSTILE.length] ?? ''
  const hcl = `variable "${name}" {\n  nullable = false\n${type === '' ? '' : `  type = ${type}\n`}}\n`
  return { name, type, description, required: true, default: '', hcl }
}
const optional = ([type, value, json]: (typeof DEFAULTS)[number], index: number): SnippetInput & { hcl: string } => {
  const name = `optional_${index}`
  const hcl = `variable "${name}" {\n  type = ${type}\n  default = ${value}\n}\n`
  return { name, type, description: '', required: false, default: json, hcl }
}
const secret = (type: string, index: number): SnippetInput & { hcl: string } => {
  const name = `secret_${index}`
  const hcl = `variable "${name}" {\n  sensitive = true\n  nullable = false\n${type === '' ? '' : `  type = ${type}\n`}}\n`
  return { name, type, description: 'kept', required: true, default: '', sensitive: true, hcl }
}

const ALL = [...TYPES.map(required), ...DEFAULTS.map(optional), ...TYPES.map(secret)]

describeWithTerraform('the block of the interface', (program) => {
  let directory: string
  let outcome: InitOutcome
  let configuration: string
  const consumer = () => ({ program, directory, server: { host: 'registry.test', url: 'http://registry.test' }, token: undefined })
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'terrace-snippets-'))
    const store = async (name: string, content: string) => {
      await mkdir(dirname(join(directory, 'called', name)), { recursive: true })
      await writeFile(join(directory, 'called', name), content)
    }
    await store('everything/main.tf', ALL.map(({ hcl }) => hcl).join('\n'))
    for (const folder of HOSTILE_FOLDERS) await store(`${folder}/main.tf`, '')
    const parts = { constraint: undefined, inputs: ALL, chosen: new Set(ALL.map(({ name }) => name)) }
    configuration = [
      snippetOf({ ...parts, name: 'everything', source: '../called/everything' }),
      ...HOSTILE_FOLDERS.map((folder) => {
        const name = folder.slice(folder.indexOf('/') + 1)
        return snippetOf({ name, source: `../called/${folder}`, constraint: undefined, inputs: [] })
      }),
    ].join('\n')
    outcome = await init(consumer(), configuration)
  })
  afterAll(() => rm(directory, { recursive: true, force: true }))

  test('calls what it names and nothing that a description or a folder smuggles in', () => {
    expect(outcome.output).toContain('successfully initialized')
    expect(Object.keys(outcome.modules).toSorted()).toEqual(
      ['_9_lives__and__more', '__name____if_x_', 'back_tick_', 'everything'].toSorted(),
    )
  })

  test('is accepted for inputs of every type', async () => {
    expect(await run(consumer(), outcome.directory, ['validate', '-no-color'])).toMatchObject({
      ok: true,
      output: expect.stringContaining('configuration is valid'),
    })
  })

  test('is as the tool formats it', async () => {
    expect(await run(consumer(), outcome.directory, ['fmt', '-check', '-diff', 'main.tf'])).toMatchObject({ ok: true })
  })

  test('leaves optional attributes out, keeps every digit of a default, and takes what is secret from a variable', () => {
    expect(configuration).not.toContain('timeout = 0')
    expect(configuration).toContain('optional_1 = 123456789012345678901234567890\n')
    expect(configuration).toContain('secret_2 = var.secret_2\n')
    expect(configuration).toContain('variable "secret_2" {\n  type      = string\n  sensitive = true\n}\n')
  })
})
