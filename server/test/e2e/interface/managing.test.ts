// What whoever manages modules does with one, on the page of the module and the pages behind its menu.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import type { ApiResource } from '../../support/management-api.ts'
import { buildRepository } from '../../support/repository-builder.ts'
import { describeInChromium, visitorsIn, type WatchedPage } from './chromium.ts'
import { type Site, sharedSite } from './site.ts'

const ORGANIZATION = 'museum'
const API = `/api/v2/organizations/${ORGANIZATION}/registry-modules/private/${ORGANIZATION}`
const LIST = `/app/${ORGANIZATION}/registry/private/modules`
const moduleAt = (address: string) => `/app/${ORGANIZATION}/registry/modules/private/${ORGANIZATION}/${address}`

const TAGS = {
  'aws-vase': ['v1.0.0', 'v1.1.0'],
  'google-vase': ['v0.1.0'],
  'null-coin': ['v1.0.0', 'v1.1.0'],
  'null-bust': ['v1.0.0', 'v2.0.0'],
  'null-map': ['v1.0.0', 'atlas-3.0.0'],
}

const PATIENCE = { timeout: 60_000, interval: 200 }

describeInChromium('the web interface, for who manages modules', (executable) => {
  const site = sharedSite()
  const { signedIn } = visitorsIn(executable, () => site)
  let modules: ApiResource[]
  beforeAll(async () => {
    modules = await publish(site)
  })

  test('a deletion says what goes and comes back, wants the name, and gives the focus back', async () => {
    const watched = await signedIn()
    const { page, open, expectSound } = watched
    await download(site, 'vase/aws/1.1.0')
    // Downloads are written every other second.
    await expect
      .poll(() => attributesOf(site, 'vase/aws/deletion-preview'), PATIENCE)
      .toMatchObject({ provider: { 'recent-downloads': 1 } })
    await open(moduleAt('vase/aws'))
    const dialog = await openDialog(page, 'Delete module…')
    await dialog.getByText('1 version stays. Downloaded once since it was published; in the last 30 days by ada.').waitFor()
    await dialog.getByText('2 providers, 3 versions: vase/aws, vase/google.').waitFor()
    const name = dialog.getByLabel('Type the name of the module')
    await name.fill('vas')
    expect(await dialog.getByRole('button', { name: 'Delete version 1.1.0' }).isDisabled()).toBe(true)
    await expectSound()
    await page.keyboard.press('Escape')
    await focusedOn(page, 'Manage')

    await openDialog(page, 'Delete module…')
    await dialog.getByLabel('Type the name of the module').fill('vase')
    await dialog.getByRole('button', { name: 'Delete version 1.1.0' }).click()
    await page.getByRole('status').getByText('Version 1.1.0 is deleted.').waitFor()
    await page.getByRole('heading', { name: 'About 1.0.0' }).waitFor()

    await openDialog(page, 'Delete module…')
    await dialog.getByText('It is the last version: this removes the module.').waitFor()
    await dialog.getByLabel('Delete all providers and versions of vase').check()
    await dialog.getByLabel('Type the name of the module').fill('vase')
    await dialog.getByRole('button', { name: 'Delete vase for all providers' }).click()
    await page.waitForURL(`**${LIST}`)
    expect((await site.api.call('GET', `${API}/vase/google`)).status).toBe(404)
    await restoreVase(watched)
  })

  test('a deletion by keyboard alone', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(moduleAt('coin/null'))
    await page.getByRole('button', { name: 'Manage' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Imports' }).waitFor()
    await page.keyboard.press('End')
    await focusedOn(page, 'Delete module…')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Delete only version 1.1.0').waitFor()
    for (let presses = 0; !(await holdsFocus(page, 'input[type=radio]')); presses++) {
      expect(presses).toBeLessThan(5)
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('ArrowDown')
    await dialog.getByRole('button', { name: 'Delete coin/null' }).waitFor()
    // From the choice over the link to the name that is typed; and Tab stays in the dialog.
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.type('coin')
    for (let presses = 0; presses < 12; presses++) {
      await page.keyboard.press('Tab')
      expect(await holdsFocus(page, '[role=dialog] *')).toBe(true)
    }
    await expectSound()
    await dialog.getByLabel('Type the name of the module').focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(`**${LIST}`)
    expect((await site.api.call('GET', `${API}/coin/null`)).status).toBe(404)
  })

  test('a version is deprecated, no longer, and revoked with the text that its users get', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${moduleAt('bust/null')}/2.0.0`)
    const dialog = await openDialog(page, 'Deprecate 2.0.0…')
    await dialog.getByRole('button', { name: 'Deprecate version 2.0.0' }).click()
    await dialog.getByText('This must not be empty.').waitFor()
    expect(await holdsFocus(page, 'textarea[name=reason]')).toBe(true)
    await page.keyboard.type('It crumbles.')
    await dialog.getByLabel('Link').fill('https://example.com/crumbs')
    await dialog.getByText('"reason": "It crumbles."').waitFor()
    await expectSound()
    await dialog.getByRole('button', { name: 'Deprecate version 2.0.0' }).click()
    await page.getByText('Deprecated. It crumbles.').waitFor()
    await focusedOn(page, 'Manage')
    expect((await attributesOf(site, 'bust/null/version?module_version=2.0.0'))['deprecation']).toEqual({
      reason: 'It crumbles.',
      link: 'https://example.com/crumbs',
    })

    await open(LIST)
    await page.getByRole('link', { name: /bust/ }).getByText('Deprecated').waitFor()
    await open(`${moduleAt('bust/null')}/2.0.0`)
    await openDialog(page, 'Reverse the deprecation of 2.0.0…')
    await dialog.getByRole('button', { name: 'Reverse the deprecation of 2.0.0' }).click()
    await page.getByText('Deprecated. It crumbles.').waitFor({ state: 'hidden' })
    await focusedOn(page, 'Manage')
    expect((await attributesOf(site, 'bust/null/version?module_version=2.0.0'))['deprecation']).toBeNull()

    await openDialog(page, 'Revoke 2.0.0…')
    await dialog.getByLabel('Reason').fill('It leaks.')
    await dialog.getByLabel('Replacement').selectOption('1.0.0')
    const shown = dialog.getByRole('region', { name: 'terraform init' }).filter({ hasText: 'It leaks. Use version 1.0.0' })
    const preview = await shown.innerText()
    await dialog.getByRole('button', { name: 'Revoke version 2.0.0' }).click()
    await page.getByText('Revoked. It leaks.').waitFor()
    const refused = await download(site, 'bust/null/2.0.0')
    expect(refused.status).toBe(403)
    expect(preview).toContain(`403 Forbidden\nresp:${refused.body}`)
    await page.getByRole('button', { name: 'Manage' }).click()
    expect(await page.getByRole('menuitem', { name: 'Reverse the deprecation of 2.0.0…' }).isDisabled()).toBe(true)
    await page.keyboard.press('Escape')
    await open(LIST)
    await page.getByRole('link', { name: /bust/ }).waitFor()
    await expectSound()
  })

  test('the log of deliveries shows a wrong secret, and a new one makes deliveries work', async () => {
    const { page, open, expectSound } = await signedIn()
    const bust = modules.find(({ attributes }) => attributes['name'] === 'bust')
    const { 'webhook-url': url } = (bust?.attributes['vcs-repo'] ?? { 'webhook-url': '' }) as { 'webhook-url': string }
    // The static part of the address comes before that of a version.
    await open(`${moduleAt('bust/null')}/imports`)
    await page.getByRole('heading', { level: 1, name: 'Imports of bust/null' }).waitFor()
    await page.getByText('No delivery yet.').waitFor()
    await page.getByRole('listitem').filter({ hasText: 'imported as 2.0.0' }).waitFor()
    await page.getByLabel('Show').selectOption({ label: 'Imports of versions' })
    await page.waitForURL('**/imports?kind=version')
    await expectSound()

    expect((await deliver(url, 'wrong')).status).toBe(401)
    await page.reload()
    const deliveries = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: 'Redeliver' }) })
    await deliveries.getByText('Its secret is wrong: enter the right one at the host.').waitFor()
    await page.getByRole('button', { name: 'Rotate secret…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Rotate secret' }).click()
    const secret = await dialog.getByRole('region', { name: 'New secret' }).innerText()
    await expectSound()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await focusedOn(page, 'Rotate secret…')
    expect(await page.content()).not.toContain(secret)
    expect((await deliver(url, secret)).status).toBe(202)
    await page.reload()
    await deliveries.getByText('Accepted').waitFor()
    await deliveries.first().getByRole('button', { name: 'Redeliver' }).click()
    await deliveries.first().getByText('2 attempts').waitFor()
    await expectSound()
  })

  test('settings are changed where the module comes from, and mistakes stay in the form', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(moduleAt('map/null'))
    await page.getByRole('button', { name: 'Manage' }).click()
    await page.getByRole('menuitem', { name: 'Publish settings' }).click()
    await page.waitForURL(`**${moduleAt('map/null')}/settings`)
    await page.getByLabel('Directory').fill('../elsewhere')
    await page.getByLabel('Tag prefix').fill('atlas-')
    await page.getByLabel('Labels').fill('team=maps\nold')
    await page.getByRole('button', { name: 'Save settings' }).click()
    await page.locator('input[name=source-directory][aria-invalid=true]').waitFor()
    expect(await holdsFocus(page, 'input[name=source-directory]')).toBe(true)
    await page.getByLabel('Directory').fill('')
    await page.getByRole('button', { name: 'Save settings' }).click()
    await page.getByRole('status').getByText('The settings are saved.').waitFor()
    await expect.poll(() => holdsFocus(page, 'button[type=submit]')).toBe(true)
    await expectSound(/422/)
    await expect.poll(async () => (await attributesOf(site, 'map/null/summary'))['latest-version'], PATIENCE).toBe('3.0.0')
    expect((await attributesOf(site, 'map/null/summary'))['labels']).toEqual([
      { key: 'team', value: 'maps' },
      { key: 'old', value: '' },
    ])
  })
})

/** What was deleted last comes back, and something is deleted for ever. */
async function restoreVase({ page, expectSound }: WatchedPage): Promise<void> {
  await page.getByRole('link', { name: 'Deleted modules' }).click()
  await page.getByRole('heading', { level: 1, name: 'Deleted modules' }).waitFor()
  const item = (text: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: text, exact: true }) })
  await item('vase/google').getByText('The module with 1 version, deleted by ada').waitFor()
  await expectSound()
  await item('vase/google').getByRole('button', { name: 'Delete for ever…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Type the name of the module').fill('vase')
  await dialog.getByRole('button', { name: 'Delete vase/google for ever' }).click()
  await item('vase/google').waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'Restore vase/aws', exact: true }).click()
  await page.waitForURL(`**${moduleAt('vase/aws')}`)
  await page.getByRole('heading', { name: 'About 1.0.0' }).waitFor()
  await expectSound()
}

async function openDialog(page: Page, item: string) {
  await page.getByRole('button', { name: 'Manage' }).click()
  await page.getByRole('menuitem', { name: item }).click()
  return page.getByRole('dialog')
}

/** Focus returns when the dialog has faded out. */
async function focusedOn(page: Page, text: string): Promise<void> {
  await page.waitForFunction((wanted) => document.activeElement?.textContent?.trim() === wanted, text)
}

async function holdsFocus(page: Page, selector: string): Promise<boolean> {
  return await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)
}

const download = ({ api }: Site, path: string) => api.call('GET', `/api/registry/v1/modules/${ORGANIZATION}/${path}/download`)

/** As a script tells of a push. */
const deliver = (url: string, secret: string) => fetch(url, { method: 'POST', headers: { authorization: `Bearer ${secret}` }, body: '{}' })

async function attributesOf({ api }: Site, path: string): Promise<Record<string, unknown>> {
  return JSON.parse((await api.call('GET', `${API}/${path}`)).body).data.attributes
}

async function publish({ api, directory }: Site): Promise<ApiResource[]> {
  await api.createOrganization(ORGANIZATION)
  const root = join(directory, ORGANIZATION)
  for (const [name, tags] of Object.entries(TAGS)) {
    const repository = await buildRepository(join(root, `platform/terraform-${name}.git`))
    await repository.commits(tags.map((tag) => ({ files: { 'main.tf': `# ${tag}\n` }, tags: [tag] })))
  }
  const connection = await api.connect(ORGANIZATION, { 'http-url': pathToFileURL(root).href })
  const identifiers = Object.keys(TAGS).map((name) => `platform/terraform-${name}`)
  return await api.publish(
    ORGANIZATION,
    connection,
    identifiers.map((identifier) => ({ 'vcs-repo': { identifier } })),
  )
}
