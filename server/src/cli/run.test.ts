import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runCommand } from '../../test/support/command-line.ts'

const COMMANDS = [
  'serve',
  'worker',
  'migrate',
  'admin create-user',
  'admin set-password',
  'admin create-sign-in-link',
  'admin create-token',
  'admin confirm-email',
  'admin list-users',
  'admin suspend-user',
  'admin unsuspend-user',
  'admin grant-site-admin',
  'admin revoke-site-admin',
  'admin list-tokens',
  'admin revoke-token',
  'admin link-identity',
  'admin unlink-identity',
  'admin reseal',
  'backup',
  'restore',
  'doctor',
  'diagnose',
  'health',
]

test.each([[[]], [['--help']], [['-h']], [['help']]])('%o lists all commands', async (args) => {
  const { code, stdout } = await runCommand(args, {})
  expect(code).toBe(0)
  for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} +[A-Z]`, 'm'))
})

test('admin --help lists the admin commands alone', async () => {
  const { code, stdout } = await runCommand(['admin', '--help'], {})
  expect(code).toBe(0)
  expect(stdout.match(/^ {2}(admin )?[a-z-]+ {2,}/gm)?.map((line) => line.trim())).toEqual(
    COMMANDS.filter((command) => command.startsWith('admin ')),
  )
})

test.each(COMMANDS)('%s --help explains the command and does nothing', async (command) => {
  const { code, stdout, stderr } = await runCommand([...command.split(' '), '--help'], { TERRACE_DATA_DIR: '/nonexistent/data' })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain(`Usage: terrace ${command}`)
})

test.each([
  ['admin create-user', ['--username', '--email', '--site-admin']],
  ['admin create-token', ['--username', '--description', '--expires']],
  ['migrate', ['--check']],
  ['backup', ['FILE', '--with-secret-key', '--allow-damaged', '--quiet']],
  ['restore', ['FILE', '--quiet']],
  ['serve', ['--no-worker', 'TERRACE_LISTEN', 'TERRACE_DATA_DIR', 'TERRACE_RATE_LIMIT', '(default: 30)']],
])('the help of %s lists all of its options', async (command, names) => {
  const { stdout } = await runCommand([...command.split(' '), '--help'], {})
  for (const name of names) expect(stdout).toContain(name)
})

test.each([
  [['sevre'], 'there is no command "sevre"'],
  [['admin'], 'there is no command "admin"'],
  [['admin', 'delete-user'], 'there is no command "admin delete-user"'],
  [['doctor', '--verbose'], "Unknown option '--verbose'"],
  [['migrate', 'now'], "Unexpected argument 'now'"],
  [['backup'], 'FILE is required'],
  [['restore', 'one.tar', 'two.tar'], "Unexpected argument 'two.tar'"],
  [['admin', 'create-user', '--email', 'a@example.com'], '--username is required'],
  [['admin', 'create-user', '--username', 'a'], '--email is required'],
  [['admin', 'create-token', '--username', ' '], '--username is required'],
  [['admin', 'create-token', '--username'], 'argument missing'],
  [['admin', 'create-token', '--username', 'a', '--expires', 'soon'], '--expires must be a date or time in ISO 8601, or never; got "soon"'],
  [['admin', 'revoke-token'], '--username'],
  [['admin', 'revoke-token', '--id', 'at-1', '--all'], 'name one token with --id, or a user with --username and --all'],
])('%o is a usage error: exit code 2, with the error and the help on standard error', async (args, problem) => {
  const { code, stdout, stderr } = await runCommand(args, { TERRACE_DATA_DIR: '/nonexistent/data' })
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(problem)
  expect(stderr).toContain('Usage: terrace')
})

test.each([['--version'], ['-v'], ['version']])('%s tells the version of the package', async (argument) => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  expect(await runCommand([argument], {})).toEqual({ code: 0, stdout: `terrace ${version}\n`, stderr: '' })
})
