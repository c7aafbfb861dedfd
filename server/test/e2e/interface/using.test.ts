// Using a module that was found: its block with chosen inputs, what a constraint selects, the palette, and one document to keep.
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithTerraform, init } from '../../support/installed-terraform.ts'
import { describeInChromium, startChromium, type WatchedPage, watch } from './chromium.ts'
import { type RunningSite, signIn, startSite } from './site.ts'

const LIST = '/app/acme/registry/private/modules'
const NETWORK = '/app/acme/registry/modules/private/acme/network/aws'

type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()

describeInChromium('the web interface, for users of modules', (executable) => {
  let site: RunningSite
  let browser: Browser
  let session: StorageState
  beforeAll(async () => {
    ;[site, browser] = await Promise.all([startSite(), startChromium(executable)])
    const { page, open } = await watch(await browser.newContext(), site)
    await open(LIST)
    await signIn(page)
    await heading(page, 'Modules')
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

  test('an optional input that is ticked joins the block, and stays through a reload, another tab and Back', async () => {
    const { page, open, expectSound } = await signedIn()
    const block = page.getByRole('region', { name: 'Module block' })
    const filledIn = block.getByText('tags = {}')
    await open(NETWORK)
    await block.getByText('cidr = ""').waitFor()
    expect(await filledIn.count()).toBe(0)
    await page.getByText('Fill in optional inputs').click()
    await page.getByRole('checkbox', { name: 'tags' }).check()
    await filledIn.waitFor()
    await page.waitForURL(`**${NETWORK}#with=tags`)
    await expectSound()
    await page.reload()
    await filledIn.waitFor()
    expect(await page.getByRole('checkbox', { name: 'tags' }).isChecked()).toBe(true)
    await page.getByRole('tab', { name: 'Inputs' }).click()
    await page.waitForURL(`**${NETWORK}?tab=inputs#with=tags`)
    await page.getByRole('link', { name: 'cidr', exact: true }).click()
    await page.locator('#input-cidr.highlighted').waitFor()
    await page.getByRole('link', { name: 'Modules', exact: true }).click()
    await heading(page, 'Modules')
    await page.goBack()
    await filledIn.waitFor()
    await page.getByRole('checkbox', { name: 'tags' }).uncheck()
    await filledIn.waitFor({ state: 'detached' })
    await page.context().close()
  })

  test('a constraint shows the version that the command line chooses, and why not the others', async () => {
    const { page, open, expectSound } = await signedIn()
    const item = (version: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: version }) })
    await open(`${NETWORK}?tab=versions`)
    const field = page.getByRole('textbox', { name: 'Version constraint' })
    await field.fill('~> 1.0')
    await item('1.2.0').getByText('Chosen: the newest that fits.').waitFor()
    await item('1.0.0').getByText('Not chosen: 1.2.0 is newer.').waitFor()
    await item('2.0.0-rc.1').getByText('a pre-release is only chosen when the constraint names it exactly').waitFor()
    await expectSound()
    await page.reload()
    await item('1.2.0').getByText('Chosen: the newest that fits.').waitFor()
    expect(await field.inputValue()).toBe('~> 1.0')
    await field.fill('>= 1.0, != 1.2')
    await item('1.2.0').getByText('Not chosen: != 1.2 excludes it.').waitFor()
    await item('1.0.0').getByText('Chosen: the newest that fits.').waitFor()
    await field.fill('=> 1')
    await page.getByText('This string does not use correct version constraint syntax.').waitFor()
    await expectSound()
    await page.context().close()
  })

  describeWithTerraform('a constraint on the page', (program) => {
    test('selects what the command line selects', async () => {
      const { page, open } = await signedIn()
      const source = `${new URL(site.url).host}/acme/network/aws`
      const consumer = { program, directory: join(site.directory, 'consumers'), server: site.server, token: site.token }
      await open(`${NETWORK}?tab=versions`)
      for (const constraint of ['~> 1.0', '2.0.0-rc.1', '>= 2.0.0-rc.1', '>= 1.0, != 1.2']) {
        const { output, modules } = await init(consumer, `module "it" {\n  source = "${source}"\n  version = "${constraint}"\n}\n`)
        const chosen = modules['it']?.version
        const message = /There is no available version of module .*? The newest available version is [^ ]+\./.exec(output)?.[0]
        const expected = chosen === undefined ? message?.replace(/ \(main\.tf:\d+\)/, '') : `would choose ${chosen}.`
        await page.getByRole('textbox', { name: 'Version constraint' }).fill(constraint)
        await page
          .getByRole('status')
          .filter({ hasText: expected ?? 'the tool has neither chosen a version nor said why not' })
          .waitFor()
      }
      await page.context().close()
    })
  })

  test('in a hand, the tabs are one line that scrolls to the selected one', async () => {
    const { page, open, expectSound } = await signedIn({ viewport: { width: 390, height: 800 } })
    await open(`${NETWORK}?tab=versions`)
    const versions = page.getByRole('tab', { name: 'Versions', selected: true })
    await versions.waitFor()
    const isInView = () =>
      versions.evaluate((tab) => {
        const { left, right } = tab.getBoundingClientRect()
        return left >= 0 && right <= innerWidth
      })
    await expect.poll(isInView, { timeout: 20_000 }).toBe(true)
    const heights = await page.getByRole('tab').evaluateAll((tabs) => new Set(tabs.map((tab) => tab.getBoundingClientRect().top)).size)
    expect(heights).toBe(1)
    await versions.focus()
    await page.keyboard.press('Home')
    await page.getByRole('tab', { name: 'Readme', selected: true }).waitFor()
    await expectSound()
    await page.context().close()
  })
})
