import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCommand } from '../../test/support/command-line.ts'
import { openIdentity } from '../app/identity.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'terrace-test-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const environment = () => ({ TERRACE_DATA_DIR: directory, TERRACE_LOG_LEVEL: 'silent' })
const admin = (...args: string[]) => runCommand(['admin', ...args], environment())
const setPassword = (input: string) => runCommand(['admin', 'set-password', '--username', 'ada'], environment(), input)

test('the first user and its token can be made before the server ever ran', async () => {
  const user = await admin('create-user', '--username', 'ada', '--email', 'ada@example.com', '--site-admin')
  expect(user).toMatchObject({ code: 0, stdout: expect.stringMatching(/^user-\w{16}\n$/) })
  expect(user.stderr).toContain('terrace admin create-token --username ada')
  const token = await admin('create-token', '--username', 'ada', '--description', 'for the pipeline')
  expect(token).toEqual({ code: 0, stdout: expect.stringMatching(/^\w{14}\.atlasv1\.\w+\n$/), stderr: '' })
})

test('a name that is taken, and an address that is none, are refused', async () => {
  await admin('create-user', '--username', 'ada', '--email', 'ada@example.com')
  const again = await admin('create-user', '--username', 'ada', '--email', 'other@example.com')
  expect(again).toMatchObject({ code: 1, stdout: '', stderr: 'terrace admin create-user: Username has already been taken\n' })
  const wrong = await admin('create-user', '--username', 'bob', '--email', 'nowhere')
  expect(wrong).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('Email is not a valid email address') })
})

test('nobody gets a token who is no user', async () => {
  const { code, stdout, stderr } = await admin('create-token', '--username', 'nobody')
  expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: 'terrace admin create-token: user nobody not found\n' })
})

test('a password is read from standard input, or made', async () => {
  await admin('create-user', '--username', 'ada', '--email', 'ada@example.com')
  const typed = await setPassword('correct horse battery\n')
  expect(typed).toEqual({ code: 0, stdout: '', stderr: 'ada has a new password.\n' })
  const generated = await admin('set-password', '--username', 'ada', '--generate')
  expect(generated).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[\w-]{24}\n$/) })
})

test('a password that is missing or too short is refused', async () => {
  await admin('create-user', '--username', 'ada', '--email', 'ada@example.com')
  expect(await setPassword('')).toMatchObject({ code: 2, stderr: expect.stringContaining('standard input has no password') })
  expect(await setPassword('short\n')).toMatchObject({ code: 1, stderr: expect.stringContaining('Password is too short') })
})

test('an address is confirmed only for who asked for one', async () => {
  await admin('create-user', '--username', 'ada', '--email', 'ada@example.com')
  const { code, stdout, stderr } = await admin('confirm-email', '--username', 'ada')
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: '',
    stderr: 'terrace admin confirm-email: ada has not asked for another address\n',
  })
})

test('tokens go on working when the secret key is replaced, and without the former one once they were used', async () => {
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
