import { expect, it } from 'vitest'
import { blocksOf, spansOf } from './prose-blocks.ts'

it('reads paragraphs, lists and fenced code', () => {
  expect(
    blocksOf('Subnets by name.\nIn every zone.\n\n  - `cidr`: range\n    of it\n  * public\n\n```hcl\na = 1\n\n- b\n```\nEnd'),
  ).toEqual([
    { kind: 'text', text: 'Subnets by name.\nIn every zone.' },
    { kind: 'list', items: ['`cidr`: range of it', 'public'] },
    { kind: 'code', text: 'a = 1\n\n- b' },
    { kind: 'text', text: 'End' },
  ])
})

it('takes a fence without an end as code', () => {
  expect(blocksOf('```\n<script>')).toEqual([{ kind: 'code', text: '<script>' }])
})

it('finds code, bold text and links to the web', () => {
  expect(spansOf('Set `a * b` or **both**, see [the guide](https://example.com/a?b=1).')).toEqual([
    { kind: 'plain', text: 'Set ' },
    { kind: 'code', text: 'a * b' },
    { kind: 'plain', text: ' or ' },
    { kind: 'strong', text: 'both' },
    { kind: 'plain', text: ', see ' },
    { kind: 'link', text: 'the guide', href: 'https://example.com/a?b=1' },
    { kind: 'plain', text: '.' },
  ])
})

it.each(['[x](javascript:alert(1))', '[x](//elsewhere.example)', '[x](/logout)', '![p](data:image/png;base64,x)', '2 * 3 * 4', '`open'])(
  'leaves %s as it is',
  (text) => expect(spansOf(text)).toEqual([{ kind: 'plain', text }]),
)
