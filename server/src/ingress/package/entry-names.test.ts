import { expect, test } from 'vitest'
import { nameProblem } from './entry-names.ts'

test.each(['main.tf', '.gitignore', '.github', 'git', '..a', '...', ' ', 'größe', '\u{1f600}', 'a b', 'a:b', 'CON', '-rf'])(
  'the name %j is fine',
  (name) => {
    expect(nameProblem(name)).toBeUndefined()
  },
)

test.each([
  ['', 'the name "" is not allowed'],
  ['.', 'the name "." is not allowed'],
  ['..', 'the name ".." is not allowed'],
  ['.git', 'the name .git is not allowed'],
  ['.GIT', 'the name .git is not allowed'],
  ['.Git', 'the name .git is not allowed'],
  ['a/b', 'the name contains a slash or backslash'],
  ['..\\evil.tf', 'the name contains a slash or backslash'],
  ['a\u0000.tf', 'the name contains a control character'],
  ['a\u001b[2J', 'the name contains a control character'],
  ['a\u001f', 'the name contains a control character'],
  ['a\u007f', 'the name contains a control character'],
  ['a\ufffd', 'the name is not valid UTF-8'],
  ['a\ud800', 'the name is not valid UTF-8'],
])('of the name %j it is said that %s', (name, problem) => {
  expect(nameProblem(name)).toBe(problem)
})
