import { expect, test } from 'vitest'
import { inspectDirectory } from './inspect-directory.ts'
import { readConfigurationFile } from './reading/read-file.ts'
import { createRememberingReader } from './remembering-reader.ts'

const file = (name: string, content: string) => readConfigurationFile(name, Buffer.from(content))

const [main, changed, tofu] = [file('main.tf', 'variable "a" {}'), file('main.tf', 'variable "b" {}'), file('more.tofu', 'variable "c" {}')]

test('reads a directory again when anything in it changed', () => {
  const read = createRememberingReader(1e6)
  const first = read('modules/a', [main], '', 'terraform')
  expect(read('modules/a', [main], '', 'terraform')).toBe(first)
  for (const [path, files, readme, view] of [
    ['modules/a', [changed], '', 'terraform'],
    ['modules/a', [changed], '# A', 'terraform'],
    ['modules/a', [changed, tofu], '# A', 'terraform'],
    ['modules/a', [changed, tofu], '# A', 'opentofu'],
    ['modules/b', [changed, tofu], '# A', 'terraform'],
    ['modules/a', [main], '', 'terraform'],
  ] as const)
    expect(read(path, files, readme, view).inspection).toEqual(inspectDirectory(path, files, readme, view))
})

test('forgets what is too large to be remembered', () => {
  const read = createRememberingReader(main.size + 1)
  const first = read('a', [main], '', 'terraform')
  read('b', [changed], '', 'terraform')
  expect(read('a', [main], '', 'terraform')).not.toBe(first)
})
