import { expect, it } from 'vitest'
import { withoutGeneratedDocs } from './generated-docs.ts'
import { markdownOf } from './markdown.ts'

it('has the README below a title, and tables that no description breaks', () => {
  const text = markdownOf({
    title: 'vpc / aws 1.2.0',
    source: 'registry.example.com/acme/vpc/aws',
    directory: {
      readme: '# VPC\n\n```sh\n# a comment\n```\n\n## Use\n',
      inputs: [
        {
          name: 'cidr',
          description: 'Range | of\n<script>alert(1)</script> [x](javascript:1)',
          type: 'string',
          default: '',
          required: true,
        },
        { name: 'tags', description: '', type: 'map(string)', default: '{"a|b":"`"}', required: false },
      ],
      outputs: [{ name: 'id', description: 'Its *id*' }],
    },
  })
  expect(text).toBe(`# vpc / aws 1.2.0

\`registry.example.com/acme/vpc/aws\`

## VPC

\`\`\`sh
# a comment
\`\`\`

### Use

## Required inputs

| Name | Description | Type |
| --- | --- | --- |
| \`cidr\` | Range \\| of \\<script\\>alert(1)\\</script\\> \\[x\\](javascript:1) | \`string\` |

## Optional inputs

| Name | Description | Type | Default |
| --- | --- | --- | --- |
| \`tags\` |  | \`map(string)\` | \`\`{"a\\|b":"\`"}\`\` |

## Outputs

| Name | Description |
| --- | --- |
| \`id\` | Its \\*id\\* |
`)
})

// As terraform-docs 0.20 and hooks for pre-commit write them.
it.each([
  ['<!-- BEGIN_TF_DOCS -->', '<!-- END_TF_DOCS -->'],
  ['<!-- BEGINNING OF PRE-COMMIT-TERRAFORM DOCS HOOK -->', '<!-- END OF PRE-COMMIT-TERRAFORM DOCS HOOK -->'],
  ['<!--- BEGIN_TF_DOCS --->', '<!--- END_TF_DOCS --->'],
])('has inputs once, where terraform-docs wrote them between %s and %s', (begin, end) => {
  const block = `${begin}\n## Inputs\n\n| cidr |\n${end}`
  const readme = `# VPC\n\n${block}\n\n## License\n\n${block}`
  const text = markdownOf({ title: 'vpc', source: 'a/b/c', directory: { readme, inputs: [], outputs: [] } })
  expect(text).toBe('# vpc\n\n`a/b/c`\n\n## VPC\n\n\n\n### License\n')
})

it.each(['a <!-- BEGIN_TF_DOCS --> b', 'a <!-- END_TF_DOCS --> b <!-- BEGIN_TF_DOCS --> c', 'a BEGIN_TF_DOCS b END_TF_DOCS c'])(
  'keeps what no pair of markers encloses: %s',
  (readme) => expect(withoutGeneratedDocs(readme)).toBe(readme),
)
