// Using a module that was found: its block with chosen inputs, what a constraint selects, the palette, and one document to keep.
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
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
