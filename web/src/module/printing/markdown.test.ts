import { expect, it } from 'vitest'
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
