import { expect, test } from 'vitest'
import { readGitmodules } from './gitmodules-file.ts'

/** URL by path */
function urlsIn(text: string): Record<string, string> {
  const found = readGitmodules(text)
  if ('errorLine' in found) throw new Error(`line ${found.errorLine} is not valid`)
  return Object.fromEntries([...found].map(([path, { url }]) => [path, url]))
}

const entry = (path: string, url: string) => `[submodule "${path}"]\n\tpath = ${path}\n\turl = ${url}\n`

test('a file as git writes it gives the URL of each path, and its line', () => {
  const text = `${entry('vendor/lib', '../lib.git')}${entry('docs', 'https://host.example/docs')}\tbranch = main\n`
  expect(urlsIn(text)).toEqual({ 'vendor/lib': '../lib.git', docs: 'https://host.example/docs' })
  expect(readGitmodules(text)).toEqual(
    new Map([
      ['vendor/lib', { url: '../lib.git', line: 3, isAmbiguous: false }],
      ['docs', { url: 'https://host.example/docs', line: 6, isAmbiguous: false }],
    ]),
  )
})

// The expectations are what `git config --file FILE --get-regexp` of git 2.39 prints.
test.each<[string, string, Record<string, string>]>([
  ['comments', '# [submodule "a"]\n[submodule "a"] ; why\npath = a # here\nurl = u;v\n', { a: 'u' }],
  ['quotes around signs of comments', '[submodule "a"]\npath = "a # b"\nurl = "u;v"\n', { 'a # b': 'u;v' }],
  ['names and keys in capitals', '[SubModule "a"]\nPATH = a\nUrl = u\n', { a: 'u' }],
  ['everything on the line of the section', '[submodule "a"] path = a\nurl = u', { a: 'u' }],
  ['escaped characters', '[submodule "a\\"b"]\npath = a\\\\b\nurl = "x\\ty"\n', { 'a\\b': 'x\ty' }],
  ['lines that go on', '[submodule "a"]\npath = a/\\\nb\nurl = u\n', { 'a/b': 'u' }],
  ['a byte order mark and the line ends of Windows', '\uFEFF[submodule "a"]\r\npath = a\r\nurl = u\r\n', { a: 'u' }],
  ['names after a dot', '[submodule.a]\npath = a\nurl = u\n', { a: 'u' }],
  ['a setting twice, of which the last counts', '[submodule "a"]\npath = a\nurl = u\nurl = v\n', { a: 'v' }],
  ['other sections', '[core]\npath = a\nurl = u\n[include]\npath = /etc/passwd\n', {}],
  ['no URL', '[submodule "a"]\npath = a\n', { a: '' }],
  ['no value', '[submodule "a"]\npath = a\nurl\n', { a: '' }],
  ['nothing', '', {}],
])('%s are read as git reads them', (_what, text, urls) => {
  expect(urlsIn(text)).toEqual(urls)
})

test.each([
  ['an open section', '[submodule "a"\npath = a\n', 1],
  ['an open quote', '[submodule "a"]\npath = "a\nurl = u\n', 2],
  ['an unknown escape', '[submodule "a"]\npath = a\\q\n', 2],
  ['a key without a letter', `${entry('a', 'u')}-x = 1\n`, 4],
  ['text instead of a value', '[submodule "a"]\n\npath a\n', 3],
])('%s is an error on its line', (_what, text, errorLine) => {
  expect(readGitmodules(text)).toEqual({ errorLine })
})

test('two entries with one path are ambiguous', () => {
  const found = readGitmodules(`${entry('a', 'u')}[submodule "b"]\npath = a\nurl = v\n`)
  expect(found).toMatchObject(new Map([['a', { isAmbiguous: true }]]))
})

test('names that JavaScript gives a meaning have none', () => {
  expect(urlsIn(entry('__proto__', 'u'))).toEqual(Object.fromEntries([['__proto__', 'u']]))
})
