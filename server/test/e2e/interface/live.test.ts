// Pages that are open while a tag is pushed.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildRepository, type RepositoryBuilder } from '../../support/repository-builder.ts'
import { describeInChromium, HOST_NAME, PATIENCE_MS, startChromium, watch } from './chromium.ts'
import { type RunningSite, signIn, startSite } from './site.ts'

const QUEUE = '/app/acme/registry/modules/private/acme/queue/aws'
/** More than a browser has connections to a server over HTTP/1.1. */
const TABS = 10

describeInChromium('the web interface, while versions are published', (executable) => {
  let site: RunningSite
  let browser: Browser
  let repository: RepositoryBuilder
  let moduleId: string
  beforeAll(async () => {
    ;[site, browser] = await Promise.all([startSite(HOST_NAME), startChromium(executable)])
    const root = join(site.directory, 'live')
    repository = await buildRepository(join(root, 'platform/terraform-aws-queue.git'))
    await repository.commit({ files: { 'main.tf': 'variable "name" {}\n' }, tags: ['v1.0.0'] })
    const connection = await site.api.connect('acme', { 'http-url': pathToFileURL(root).href })
    const [module] = await site.api.publish('acme', connection, [{ 'vcs-repo': { identifier: 'platform/terraform-aws-queue' } }])
    moduleId = module?.id ?? ''
  })
  afterAll(async () => {
    await browser?.close()
    await site?.[Symbol.asyncDispose]()
  })

  const push = async (version: string) => {
    await repository.commit({ files: { 'main.tf': `variable "name" {}\n# ${version}\n` }, tags: [`v${version}`] })
    const { status } = await site.api.call('POST', `/api/v2/registry-modules/${moduleId}/actions/resync`)
    expect(status).toBe(202)
  }
  const signedIn = async (): Promise<BrowserContext> => {
    const context = await browser.newContext()
    context.setDefaultTimeout(PATIENCE_MS)
    const page = await context.newPage()
    await page.goto(`${site.url}${QUEUE}`)
    await signIn(page)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForURL(`**${QUEUE}`)
    await page.close()
    return context
  }

  test('an open page offers the new version, and leaves the reader where they are', async () => {
    const { page, open, expectSound } = await watch(await signedIn(), site)
    await open(`${QUEUE}?tab=inputs`)
    await page.getByLabel('Filter inputs').fill('na')
    await push('1.1.0')
    await page.getByText('1 version behind 1.1.0.').waitFor()
    expect(await page.getByRole('combobox', { name: 'Version' }).inputValue()).toContain('1.0.0')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('placeholder'))).toBe('Name or description')
    await expectSound()
    await page.getByRole('link', { name: 'Show 1.1.0' }).click()
    await page.waitForURL(`**${QUEUE}/1.1.0?tab=inputs`)
    await page.context().close()
  })

  test('ten tabs share one connection for events, and all of them learn of a version, also after a restart of the server', async () => {
    const context = await signedIn()
    const pages = await Promise.all(
      Array.from({ length: TABS }, async () => {
        const page = await context.newPage()
        await page.goto(`${site.url}${QUEUE}?tab=versions`)
        return page
      }),
    )
    await push('1.2.0')
    for (const page of pages) await lists(page, '1.2.0')
    await site.restart()
    await push('1.3.0')
    for (const page of pages) await lists(page, '1.3.0')
    await context.close()
  })
})

async function lists(page: Page, version: string): Promise<void> {
  await page.getByRole('tabpanel').getByText(version, { exact: true }).first().waitFor()
}
