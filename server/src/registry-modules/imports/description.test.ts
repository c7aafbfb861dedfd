import { expect, it } from 'vitest'
import { describeInspection } from './description.ts'

const describeReadme = (readme: string) => describeInspection(JSON.stringify({ root: { readme } }))

it('takes the first paragraph of prose', () => {
  expect(
    describeReadme('# Title\n\n[![badge](x)](y)\n\n- list\n\nMakes a *VPC*,\nwith `subnets`. See [docs](https://x.example).\n\nMore.'),
  ).toBe('Makes a VPC, with subnets. See docs.')
  expect(describeReadme('Title\n=====\n\nProse.\r\n\r\nMore.')).toBe('Prose.')
})

it('is empty when there is no prose', () => {
  for (const readme of ['', '# Title', '<!-- x -->', '| a | b |\n|---|---|']) expect(describeReadme(readme)).toBe('')
})

it('cuts long text at a word', () => {
  const text = describeReadme('word '.repeat(100))
  expect(text).toMatch(/word…$/)
  expect(text.length).toBeLessThanOrEqual(201)
  expect(describeReadme('x'.repeat(500))).toHaveLength(201)
})

it('takes no time over hostile text', () => {
  expect(describeReadme(`${'['.repeat(50_000)}${'!['.repeat(20_000)}`).length).toBeLessThanOrEqual(201)
  expect(describeReadme('\n \t'.repeat(50_000))).toBe('')
  expect(describeReadme(`a${'`'.repeat(100_000)}b`)).toContain('a')
})
