// A server of its own, at a host name: pages that are open while a tag is pushed, or while the server restarts.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { buildRepository, type RepositoryBuilder } from '../../support/repository-builder.ts'
import { describeInChromium, HOST_NAME, pasted, visitorsIn } from './chromium.ts'
import { type StartedSite, startSite } from './start-site.ts'

const QUEUE = '/app/acme/registry/modules/private/acme/queue/aws'
/** More than a browser has connections to a server over HTTP/1.1. */
const TABS = 10

describeInChromium('the web interface at a host name over plain HTTP', (executable) => {
  let site: StartedSite
  const { signedIn } = visitorsIn(executable, () => site.facts)
  let repository: RepositoryBuilder
  let moduleId: string
  beforeAll(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'terrace-live-'))
    site = await startSite(inject('site').program, HOST_NAME, directory)
    await site.api.createOrganization('acme')
    const root = join(directory, 'live')
    repository = await buildRepository(join(root, 'platform/terraform-aws-queue.git'))
    await repository.commit({ files: { 'main.tf': 'variable "name" {}\n' }, tags: ['v1.0.0'] })
    const connection = await site.api.connect('acme', { 'http-url': pathToFileURL(root).href })
    const [module] = await site.api.publish('acme', connection, [{ 'vcs-repo': { identifier: 'platform/terraform-aws-queue' } }])
    moduleId = module?.id ?? ''
  })
  afterAll(() => site?.[Symbol.asyncDispose]())

  const push = async (version: string) => {
    await repository.commit({ files: { 'main.tf': `variable "name" {}\n# ${version}\n` }, tags: [`v${version}`] })
    const { status } = await site.api.call('POST', `/api/v2/registry-modules/${moduleId}/actions/resync`)
    expect(status).toBe(202)
  }

  test('what is copied arrives, although such pages have no clipboard', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(QUEUE)
    expect(await page.evaluate(() => isSecureContext)).toBe(false)
    await page.getByRole('button', { name: 'Copy source address' }).click()
    await page.getByRole('button', { name: 'Copied source address' }).waitFor()
    expect(await pasted(page)).toBe(`${new URL(site.facts.url).host}/acme/queue/aws`)
    await page.getByText('First time on this computer?').click()
    await page.getByText('This registry speaks plain HTTP').waitFor()
    await expectSound()
  })

  test('an open page offers the new version, and leaves the reader where they are', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${QUEUE}?tab=inputs`)
    await page.getByLabel('Filter inputs').fill('na')
    await push('1.1.0')
    await page.getByText('1 version behind 1.1.0.').waitFor()
    expect(await page.getByRole('combobox', { name: 'Version' }).inputValue()).toContain('1.0.0')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('placeholder'))).toBe('Name or description')
    await expectSound()
    await page.getByRole('link', { name: 'Show 1.1.0' }).click()
    await page.waitForURL(`**${QUEUE}/1.1.0?tab=inputs`)
  })

  test('the page of a version says that its tag has left the commit that was imported', async () => {
    const { page, open, expectSound } = await signedIn()
    await repository.tag('v1.0.0', await repository.commit({ files: { 'main.tf': '# other\n' } }))
    expect((await site.api.call('POST', `/api/v2/registry-modules/${moduleId}/actions/resync`)).status).toBe(202)
    await open(`${QUEUE}/1.0.0`)
    await page.getByText('Tag moved.').waitFor()
    await page.getByText('Version 1.0.0 stays what it was at').waitFor()
    await expectSound()
  })

  test('ten tabs share one connection for events, and all of them learn of a version, also after a restart of the server', async () => {
    const first = await signedIn()
    const others = Array.from({ length: TABS - 1 }, () => first.page.context().newPage())
    const pages = [first.page, ...(await Promise.all(others))]
    await Promise.all(pages.map((page) => page.goto(`${site.facts.url}${QUEUE}?tab=versions`)))
    await push('1.2.0')
    for (const page of pages) await lists(page, '1.2.0')
    await site.restart()
    await push('1.3.0')
    for (const page of pages) await lists(page, '1.3.0')
  })
})

async function lists(page: Page, version: string): Promise<void> {
  await page.getByRole('tabpanel').getByText(version, { exact: true }).first().waitFor()
}
