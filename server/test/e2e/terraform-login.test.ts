// `terraform login` with the real command line tool and a scripted browser, and the use of its token.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ShownPage } from '../support/browser.ts'
import { runCommand } from '../support/command-line.ts'
import { type Consumer, describeWithTerraform, run } from '../support/installed-terraform.ts'
import { browserOverTls, terraformLogin } from '../support/terraform-login.ts'
import { call, type Registry, startRegistry } from './transports.ts'

const credentials = async (directory: string) => readFile(join(directory, '.terraform.d', 'credentials.tfrc.json'), 'utf8')

function closedEarly(error: Error): undefined {
  const { code } = error.cause as NodeJS.ErrnoException
  if (code !== 'UND_ERR_SOCKET' && code !== 'ECONNRESET') throw error
}

describeWithTerraform('terraform login', (program) => {
  let registry: Registry
  let consumer: Consumer
  let password: string
  beforeAll(async () => {
    registry = await startRegistry({ program, tls: true })
    consumer = { ...registry.consumer, token: undefined }
    const repository = await registry.repository('platform/terraform-null-label')
    await repository.commit({ files: { 'main.tf': 'output "name" {\n  value = "label"\n}\n' }, tags: ['v1.0.0'] })
    await registry.api.publish('acme', registry.oauthTokenId, [{ 'vcs-repo': { identifier: 'platform/terraform-null-label' } }])
    const set = await runCommand(['admin', 'set-password', '--username', 'owner', '--generate'], registry.server.env)
    password = set.stdout.trim()
  })
  afterAll(() => registry?.[Symbol.asyncDispose]())

  /** A home directory with a configuration that calls the module. */
  async function home(): Promise<string> {
    const directory = await mkdtemp(join(registry.server.dataDirectory, '..', 'home-'))
    await writeFile(join(directory, 'main.tf'), call('label', registry.address('label'), '1.0.0'))
    return directory
  }
  const init = async (directory: string) => {
    await rm(join(directory, '.terraform'), { recursive: true, force: true })
    return await run(consumer, directory, ['init', '-no-color', '-input=false', '-backend=false'])
  }

  /**
   * Signs in and decides.
   * @returns the consent page, and the status of the command line tool's own page.
   *   The tool closes that page once it has a code, at times before it answers: the status is then undefined.
   */
  async function decide(decision: string, url: URL): Promise<{ consent: ShownPage; status: number | undefined }> {
    const browser = browserOverTls(registry.server.url, registry.server.ca)
    const asked = await browser.open(url.pathname + url.search)
    const consent = await browser.submit(asked, '/login', { username: 'owner', password })
    const { leftFor } = await browser.submit(consent, '/oauth/authorize', { decision })
    const answered = fetch(leftFor ?? '', { headers: { connection: 'close' } })
    return { consent, status: await answered.then((answer) => answer.status, closedEarly) }
  }

  test('stores a token that installs modules, until logout', async () => {
    const directory = await home()
    expect((await init(directory)).ok).toBe(false)
    const { ok, output } = await terraformLogin(consumer, directory, async (url) => {
      const { consent, status } = await decide('allow', url)
      expect(consent.text).toContain('<strong>owner</strong>')
      expect(consent.text).toContain(`<code>${new URL(url.searchParams.get('redirect_uri') ?? '').host}</code>`)
      return status === undefined || status === 200
    })
    expect({ ok, output }).toMatchObject({ ok: true, output: expect.stringContaining('Success') })
    expect(JSON.parse(await credentials(directory)).credentials[registry.server.host].token).toMatch(/\.atlasv1\./)
    const installed = await init(directory)
    expect(installed).toEqual({ ok: true, output: expect.stringContaining('successfully initialized') })
    expect((await run(consumer, directory, ['logout', registry.server.host])).ok).toBe(true)
    expect((await init(directory)).ok).toBe(false)
  })

  test('stores nothing when the user denies it', async () => {
    const directory = await home()
    const { ok } = await terraformLogin(consumer, directory, async (url) => (await decide('deny', url)).status === 200)
    expect(ok).toBe(false)
    await expect(credentials(directory)).rejects.toThrow('ENOENT')
  })
})
