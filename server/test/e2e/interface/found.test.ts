// What readers stumbled over: odd modules, and what a page must say about them.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildRepository } from '../../support/repository-builder.ts'
import { describeInChromium, startChromium, type WatchedPage, watch } from './chromium.ts'
import { type RunningSite, signIn, startSite } from './site.ts'

const MODULES = '/app/acme/registry/modules/private/acme'
const ODD = `${MODULES}/odd/null`

type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>

describeInChromium('the web interface, for odd modules', (executable) => {
  let site: RunningSite
  let browser: Browser
  let session: StorageState
  beforeAll(async () => {
    ;[site, browser] = await Promise.all([startSite(), startChromium(executable)])
    await publishOdd(site)
    const { page, open } = await watch(await browser.newContext(), site)
    await open('/app/acme/registry/private/modules')
    await signIn(page)
    await page.getByRole('heading', { level: 1, name: 'Modules' }).waitFor()
    session = await page.context().storageState()
    await page.context().close()
  })
  afterAll(async () => {
    await browser?.close()
    await site?.[Symbol.asyncDispose]()
  })

  const signedIn = async (options: Parameters<Browser['newContext']>[0] = {}): Promise<WatchedPage> => {
    return await watch(await browser.newContext({ ...options, storageState: session }), site)
  }

  test('what is typed into the version select replaces the version shown', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${ODD}?tab=inputs`)
    const select = page.getByRole('combobox', { name: 'Version' })
    await select.click()
    await page.keyboard.type('1.0')
    await page.getByRole('option', { name: '1.0.0' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**${ODD}/1.0.0?tab=inputs`)
    await page.getByRole('option').first().waitFor({ state: 'hidden' })
    await expectSound()
    await page.context().close()
  })

  test('a revoked version offers no block, but the version that replaces it', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${ODD}/1.0.0`)
    await page.getByText('Revoked. It leaks secrets. New downloads are refused. Use 2.0.0 instead.').waitFor()
    await page.getByRole('heading', { name: 'About 1.0.0' }).waitFor()
    await page.getByRole('tab', { name: 'Inputs 2' }).waitFor()
    expect(await page.getByRole('region', { name: 'Module block' }).count()).toBe(0)
    await page.getByRole('tab', { name: 'Inputs' }).click()
    await page.locator('#input-zone').waitFor()
    expect(await page.getByRole('checkbox').count()).toBe(0)
    await expectSound()
    await page.getByRole('link', { name: '2.0.0', exact: true }).click()
    await page.waitForURL(`**${ODD}/2.0.0?tab=inputs`)
    await page.getByRole('checkbox', { name: 'Fill in zone' }).check()
    await page.getByRole('region', { name: 'Module block' }).getByText('zone = ""').waitFor()
    await page.context().close()
  })

  test('descriptions are Markdown, whose links lead to the web alone', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${ODD}?tab=inputs`)
    const input = page.locator('#input-subnets')
    await input.getByRole('listitem').filter({ hasText: 'cidr: range of it' }).waitFor()
    expect(await input.getByRole('listitem').locator('code').allInnerTexts()).toEqual(['cidr'])
    expect(await input.getByRole('link', { name: 'the guide' }).getAttribute('href')).toBe('https://example.com/guide')
    await input.getByText('[a trap](javascript:alert(1))').waitFor()
    await expectSound()
    await page.context().close()
  })

  test('an example is code to copy, with the address of the module', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${ODD}/2.0.0/examples/examples/basic`)
    const code = page.getByRole('region', { name: 'main.tf' })
    await code.waitFor()
    const host = new URL(site.url).host
    expect(await code.innerText()).toBe(
      `module "odd" {\n  source  = "${host}/acme/odd/null"\n  version = "~> 2.0"\n  subnets = {}\n}\n\n` +
        `module "part" {\n  source  = "${host}/acme/odd/null//modules/part"\n  version = "~> 2.0"\n}\n`,
    )
    expect(await page.getByRole('region', { name: 'Module block' }).count()).toBe(0)
    await expectSound()
    await page.context().close()
  })

  test('a page says which Terraform a version needs, and each version its checksum', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${ODD}?tab=versions`)
    await page.getByRole('region', { name: 'About 2.0.0' }).getByText('>= 1.5').waitFor()
    const { body } = await site.api.call('GET', '/api/v2/organizations/acme/registry-modules/private/acme/odd/null/versions')
    const checksums: string[] = JSON.parse(body).data.map((version: Listed) => version.attributes['archive-checksum'])
    expect(checksums).toHaveLength(2)
    for (const checksum of checksums) await page.getByRole('listitem').getByTitle(checksum).waitFor()
    await page.getByRole('textbox', { name: 'Version constraint' }).fill('< 2')
    await page.getByRole('link', { name: 'Show 1.0.0' }).click()
    await page.waitForURL(`**${ODD}/1.0.0?tab=versions#constraint=**`)
    await expectSound()
    await page.context().close()
  })

  test('a narrow page shows every tab, breaks long words, and leads to the block below a README', async () => {
    const { page, open, expectSound } = await signedIn({ viewport: { width: 390, height: 844 } })
    await open(ODD)
    await page.getByRole('heading', { name: 'Odd' }).waitFor()
    await expectSound()
    for (const tab of await page.getByRole('tab').all()) {
      const box = await tab.boundingBox()
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390)
    }
    await page.getByRole('link', { name: 'Use this module' }).click()
    await page.waitForFunction(() => {
      const { top = -1 } = document.querySelector('#usage')?.getBoundingClientRect() ?? {}
      return top >= 0 && top < window.innerHeight
    })
    await page.context().close()
  })

  test('a module without a usable version does not blame the repository', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${MODULES}/broken/null`)
    await page.getByText('Set-up failed. None of its tags became a version.').waitFor()
    await expectSound()
    await page.context().close()
  })
})

interface Listed {
  attributes: { 'archive-checksum': string }
}

const README = `# Odd\n\n${'long'.repeat(60)}\n\n${'A paragraph.\n\n'.repeat(80)}`
const MAIN = `terraform {
  required_version = ">= 1.5"
}

variable "subnets" {
  description = <<-EOT
    Subnets, see [the guide](https://example.com/guide) and [a trap](javascript:alert(1)).

    - \`cidr\`: range
      of it
  EOT
  type = map(string)
}

variable "zone" {
  default = ""
}
`
const EXAMPLE = `module "odd" {
  source  = "../.."
  subnets = {}
}

module "part" {
  source = "../../modules/part"
}
`

async function publishOdd({ api, directory }: RunningSite): Promise<void> {
  const root = join(directory, 'odd')
  const odd = await buildRepository(join(root, 'platform/terraform-null-odd.git'))
  const files = { 'README.md': README, 'main.tf': MAIN, 'examples/basic/main.tf': EXAMPLE, 'modules/part/main.tf': '' }
  await odd.commit({ files, tags: ['v1.0.0'] })
  await odd.commit({ files: { 'outputs.tf': '' }, tags: ['v2.0.0'] })
  const broken = await buildRepository(join(root, 'platform/terraform-null-broken.git'))
  await broken.commit({ files: { 'main.tf': 'variable "x" {\n' }, tags: ['v0.1.0'] })
  const oauthTokenId = await api.connect('acme', { 'http-url': pathToFileURL(root).href })
  const identifiers = ['platform/terraform-null-odd', 'platform/terraform-null-broken']
  await api.publish(
    'acme',
    oauthTokenId,
    identifiers.map((identifier) => ({ 'vcs-repo': { identifier } })),
  )
  const version = '/api/v2/organizations/acme/registry-modules/private/acme/odd/null/1.0.0'
  const change = async (attributes: object) => {
    const { status, body } = await api.call('PATCH', version, { data: { type: 'module-versions', attributes } })
    if (status !== 200) throw new Error(body)
  }
  await change({ deprecation: { 'deprecated-status': 'Deprecated', reason: 'old' } })
  await change({ revocation: { status: 'Revoked', message: 'It leaks secrets.', replacement: '2.0.0' } })
}
