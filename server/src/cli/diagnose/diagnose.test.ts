import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { runCommand } from '../../../test/support/command-line.ts'
import { tokenFor } from './terraform-token.ts'

function home(stores: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), 'terrace-home-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  for (const [name, content] of Object.entries(stores)) {
    mkdirSync(join(directory, name))
    writeFileSync(join(directory, name, 'credentials.tfrc.json'), content)
  }
  return directory
}

const stored = (host: string, token: string) => JSON.stringify({ credentials: { [host]: { token } } })

it('says at which step an installation fails, what to do, and that it has failed', async () => {
  const { code, stdout } = await runCommand(['diagnose', '127.0.0.1:1/acme/vpc/aws'], { HOME: home({}) })
  expect(code).toBe(1)
  expect(stdout).toMatch(/^ok {4}address: The module acme\/vpc\/aws of the registry 127\.0\.0\.1:1\.$/m)
  expect(stdout).toMatch(/^FAIL {2}certificate: Nobody speaks TLS .*\n {6}Check the port/m)
  expect(stdout).toMatch(/^skip {2}checksum: This step was not reached\.$/m)
})

it('needs a source', async () => {
  const { code, stderr } = await runCommand(['diagnose'], {})
  expect([code, stderr]).toEqual([2, expect.stringContaining('SOURCE is required')])
})

it.each([
  ['the environment', { TF_TOKEN_my__registry_example_com: 'A' }, { '.terraform.d': stored('my-registry.example.com', 'B') }, 'A'],
  ['what terraform login stored', {}, { '.terraform.d': stored('my-registry.example.com', 'B') }, 'B'],
  ['what tofu login stored', {}, { '.opentofu': stored('my-registry.example.com', 'C') }, 'C'],
  ['nowhere, for another host', {}, { '.terraform.d': stored('other.example.com', 'B') }, ''],
  ['nowhere, when the file is broken', {}, { '.terraform.d': '{' }, ''],
])('takes the token from %s', async (_, env, stores, expected) => {
  expect(await tokenFor('my-registry.example.com', { HOME: home(stores), ...env })).toBe(expected)
})
