import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCommand } from '../../test/support/command-line.ts'
import { openIdentity } from '../app/identity.ts'
import { run } from './run.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'terrace-test-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const environment = () => ({ TERRACE_DATA_DIR: directory, TERRACE_LOG_LEVEL: 'silent' })
const admin = (...args: string[]) => runCommand(['admin', ...args], environment())
const setPassword = (input: string) => runCommand(['admin', 'set-password', '--username', 'ada'], environment(), input)

test('the first user and its token can be created before the server first starts', async () => {
  const user = await admin('create-user', '--username', 'ada', '--email', 'ada@example.com', '--site-admin')
  expect(user).toMatchObject({ code: 0, stdout: expect.stringMatching(/^user-\w{16}\n$/) })
  expect(user.stderr).toContain('terrace admin create-token --username ada')
  const token = await admin('create-token', '--username', 'ada', '--description', 'for the pipeline')
  expect(token).toEqual({ code: 0, stdout: expect.stringMatching(/^\w{14}\.atlasv1\.\w+\n$/), stderr: '' })
})

test('a taken name and an invalid address are refused', async () => {
  await admin('create-user', '--username', 'ada', '--email', 'ada@example.com')
  const again = await admin('create-user', '--username', 'ada', '--email', 'other@example.com')
  expect(again).toMatchObject({ code: 1, stdout: '', stderr: 'terrace admin create-user: Username has already been taken\n' })
  const wrong = await admin('create-user', '--username', 'bob', '--email', 'nowhere')
  expect(wrong).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('Email is not a valid email address') })
})

test('only existing users get a token', async () => {
  const { code, stdout, stderr } = await admin('create-token', '--username', 'nobody')
  expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: 'terrace admin create-token: user nobody not found\n' })
})

test('a password is read from standard input, or generated', async () => {
  await admin('create-user', '--username', 'ada', '--email', 'ada@example.com')
  const typed = await setPassword('correct horse battery\n')
  expect(typed).toEqual({ code: 0, stdout: '', stderr: 'ada has a new password.\n' })
  const generated = await admin('set-password', '--username', 'ada', '--generate')
  expect(generated).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[\w-]{24}\n$/) })
})

test('a sign-in link is printed alone, for existing users and as many minutes as a day has', async () => {
  await admin('create-user', '--username', 'ada', '--email', 'ada@example.com')
  const link = await admin('create-sign-in-link', '--username', 'ada')
  const address = /^http:\/\/127\.0\.0\.1:8080\/login\/link\?secret=[\w-]{43}\n$/
  expect(link).toEqual({ code: 0, stdout: expect.stringMatching(address), stderr: '' })
  for (const minutes of ['0', '1441', '1.5', 'soon']) {
    const refused = await admin('create-sign-in-link', '--username', 'ada', '--minutes', minutes)
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--minutes must be a number from 1 to 1440') })
  }
  expect(await admin('create-sign-in-link', '--username', 'nobody')).toMatchObject({ code: 1, stdout: '' })
})

test('an account at the identity provider is linked to one user alone, and only where there is a provider', async () => {
  await admin('create-user', '--username', 'ada', '--email', 'ada@example.com')
  await admin('create-user', '--username', 'bob', '--email', 'bob@example.com')
  const provider = { TERRACE_OIDC_ISSUER: 'https://id.example.com', TERRACE_OIDC_CLIENT_ID: 'terrace' }
  const link = (username: string) =>
    runCommand(['admin', 'link-identity', '--username', username, '--subject', 'a-1'], { ...environment(), ...provider })
  const without = await admin('link-identity', '--username', 'ada', '--subject', 'a-1')
  expect(without).toMatchObject({ code: 2, stderr: expect.stringContaining('TERRACE_OIDC_ISSUER names no identity provider') })
  const done = { code: 0, stdout: '', stderr: 'a-1 at https://id.example.com signs ada in.\n' }
  expect([await link('ada'), await link('ada')]).toEqual([done, done])
  expect(await link('bob')).toMatchObject({ code: 1, stderr: expect.stringContaining('belongs to another account already') })
  expect(await admin('unlink-identity', '--username', 'ada')).toMatchObject({ code: 0 })
  expect(await admin('unlink-identity', '--username', 'ada')).toMatchObject({ code: 1 })
  expect(await link('bob')).toMatchObject({ code: 0 })
})

test('a password that is missing or too short is refused', async () => {
  await admin('create-user', '--username', 'ada', '--email', 'ada@example.com')
  expect(await setPassword('')).toMatchObject({ code: 2, stderr: expect.stringContaining('standard input has no password') })
  expect(await setPassword('short\n')).toMatchObject({ code: 1, stderr: expect.stringContaining('Password is too short') })
})

test('an address is confirmed only for users who registered one', async () => {
  await admin('create-user', '--username', 'ada', '--email', 'ada@example.com')
  const { code, stdout, stderr } = await admin('confirm-email', '--username', 'ada')
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: '',
    stderr: 'terrace admin confirm-email: ada has not asked for another address\n',
  })
})

test('tokens keep working when the secret key is replaced, and without the previous key once used', async () => {
  await admin('create-user', '--username', 'ada', '--email', 'ada@example.com')
  const token = (await admin('create-token', '--username', 'ada')).stdout.trim()
  const file = join(directory, 'secret.key')
  const former = readFileSync(file, 'utf8')
  const accepts = async () => {
    await using identity = await openIdentity(environment())
    return await identity.authenticator.authenticate(token).then(
      () => true,
      () => false,
    )
  }
  const current = `${'n'.repeat(64)}\n`
  writeFileSync(file, current)
  await expect(accepts()).rejects.toThrow(`${file} is not the secret key that`)
  writeFileSync(file, current + former)
  expect(await accepts()).toBe(true)
  expect(await admin('reseal')).toMatchObject({ code: 0, stdout: '0 values were encrypted again.\n' })
  writeFileSync(file, current)
  expect(await accepts()).toBe(true)
})

test('after a replacement of the secret key, resealing lists the tokens that still need the previous one', async () => {
  await admin('create-user', '--username', 'ada', '--email', 'ada@example.com')
  const used = (await admin('create-token', '--username', 'ada', '--description', 'laptop')).stdout.trim()
  await admin('create-token', '--username', 'ada', '--description', 'pipeline')
  expect((await admin('reseal')).stdout).toBe('0 values were encrypted again.\n')
  const file = join(directory, 'secret.key')
  writeFileSync(file, `${'n'.repeat(64)}\n${readFileSync(file, 'utf8')}`)
  const listed = async () => (await admin('reseal')).stdout.split('\n').filter((line) => line.startsWith('at-'))
  expect(await listed()).toHaveLength(2)
  expect(await accepts(used)).toBe(true)
  await admin('create-token', '--username', 'ada', '--description', 'made afterwards')
  expect(await listed()).toEqual([expect.stringMatching(/^at-\w{16} {2}user ada +\S+ +never +pipeline$/)])
})

const accepts = async (token: string) => {
  await using identity = await openIdentity(environment())
  return await identity.authenticator.authenticate(token).then(
    () => true,
    () => false,
  )
}

test('users are listed, suspended and let in again, and administrators made and unmade', async () => {
  await admin('create-user', '--username', 'ada', '--email', 'ada@example.com', '--site-admin')
  await admin('create-user', '--username', 'bob', '--email', 'bob@example.com')
  const token = (await admin('create-token', '--username', 'bob')).stdout.trim()
  expect(await admin('suspend-user', '--username', 'bob')).toEqual({ code: 0, stdout: '', stderr: 'bob is suspended.\n' })
  expect(await accepts(token)).toBe(false)
  const listed = async (...filter: string[]) =>
    (await admin('list-users', ...filter)).stdout
      .trim()
      .split('\n')
      .map((line) => line.split(/ +/).slice(0, 3).join(' '))
  expect(await listed()).toEqual(['USERNAME EMAIL SITE-ADMIN', 'ada ada@example.com yes', 'bob bob@example.com no'])
  expect(await listed('--suspended')).toEqual(['USERNAME EMAIL SITE-ADMIN', 'bob bob@example.com no'])
  expect((await admin('unsuspend-user', '--username', 'bob')).code).toBe(0)
  expect(await accepts(token)).toBe(true)
  expect(await admin('revoke-site-admin', '--username', 'ada')).toMatchObject({
    code: 1,
    stderr: 'terrace admin revoke-site-admin: The last administrator of the site cannot be removed\n',
  })
  expect((await admin('grant-site-admin', '--username', 'bob')).code).toBe(0)
  expect((await admin('revoke-site-admin', '--username', 'ada')).code).toBe(0)
  expect(await listed('--site-admins')).toEqual(['USERNAME EMAIL SITE-ADMIN', 'bob bob@example.com yes'])
  expect(await admin('suspend-user', '--username', 'nobody')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('user nobody not found'),
  })
})

test('tokens get the expiry that is asked for, are listed without their text, and revoked one by one or together', async () => {
  await admin('create-user', '--username', 'ada', '--email', 'ada@example.com')
  const create = async (description: string, expires: string) =>
    (await admin('create-token', '--username', 'ada', '--description', description, '--expires', expires)).stdout.trim()
  const [first, second, third] = [
    await create('first', '2099-01-31'),
    await create('second', 'never'),
    await create('third', '2099-01-31T12:00:00Z'),
  ]
  const { stdout } = await admin('list-tokens', '--username', 'ada')
  expect(stdout).not.toContain(first)
  expect(stdout).toMatch(/^at-\w+ +\d{4}-\d\d-\d\d +never +2099-01-31 +first$/m)
  expect(stdout).toMatch(/^at-\w+ +\d{4}-\d\d-\d\d +never +never +second$/m)
  const id = /^(at-\w+) .*second$/m.exec(stdout)?.[1] ?? ''
  expect(await admin('revoke-token', '--id', id)).toEqual({ code: 0, stdout: '', stderr: 'Revoked 1 token.\n' })
  expect([await accepts(first), await accepts(second), await accepts(third)]).toEqual([true, false, true])
  expect((await admin('revoke-token', '--id', id)).code).toBe(1)
  expect(await admin('revoke-token', '--username', 'ada', '--all')).toEqual({ code: 0, stdout: '', stderr: 'Revoked 2 tokens.\n' })
  expect([await accepts(first), await accepts(third)]).toEqual([false, false])
  expect((await admin('create-token', '--username', 'ada', '--expires', '2001-01-01')).code).toBe(1)
})

test('a password that is typed is not shown', async () => {
  await admin('create-user', '--username', 'ada', '--email', 'ada@example.com')
  const raw: boolean[] = []
  const written: string[] = []
  const stdin = Object.assign(Readable.from(['secretX\u007f of a', ' typist\r']), {
    isTTY: true,
    setRawMode: (on: boolean) => raw.push(on),
  })
  const output = { write: (text: string) => written.push(text) }
  const code = await run(['admin', 'set-password', '--username', 'ada'], { env: environment(), stdin, stdout: output, stderr: output })
  expect([code, raw]).toEqual([0, [true, false]])
  expect(written.join('')).toBe('New password (not shown): \nada has a new password.\n')
  await using identity = await openIdentity(environment())
  await expect(
    identity.passwords.authenticate({ username: 'ada', password: 'secret of a typist', address: '192.0.2.1' }),
  ).resolves.toMatchObject({ user: { username: 'ada' } })
})
