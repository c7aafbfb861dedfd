import { expect, test } from 'vitest'
import { leftOutBecause, nameProblem } from './entry-names.ts'

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

test.each([
  ['.git', 'belongs to git'],
  ['.GIT', 'belongs to git'],
  ['.terraform', 'working directory'],
  ['terraform.tfstate', 'state'],
  ['terraform.tfstate.backup', 'state'],
  ['terraform.tfstate.d', 'state'],
  ['terraform.tfstate.1699999999.backup', 'state'],
  ['.terraform.tfstate.lock.info', 'state'],
  ['crash.log', 'log of a crash'],
  ['crash.20240101.log', 'log of a crash'],
  ['.terraformrc', 'command line'],
  ['terraform.rc', 'command line'],
  ['.tofurc', 'command line'],
  ['tofu.rc', 'command line'],
  ['credentials.tfrc.json', 'command line'],
])('what is named %j is left out of archives, because it %s', (name, reason) => {
  expect(leftOutBecause(name)).toContain(reason)
})

test.each([
  'main_override.tf',
  'override.tf',
  'override.tf.json',
  '.terraform.lock.hcl',
  '.terraform-version',
  '.terraform-docs.yml',
  '.terraformignore',
  'terraform.tfvars',
  'terraform.tf',
  'my-terraform.tfstate.tf',
  'crash.tf',
  'crash.logic',
  '.gitignore',
  '.github',
])('what is named %j is part of the module', (name) => {
  expect(leftOutBecause(name)).toBeUndefined()
})
