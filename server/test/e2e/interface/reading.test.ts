// Finding a module, judging it and using it, in a real browser.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeWithTerraform, init, run } from '../../support/installed-terraform.ts'
import { describeInChromium, HAND, pasted, visitorsIn } from './chromium.ts'
import { consumerOf, type Site, sharedSite } from './site.ts'

const LIST = '/app/acme/registry/private/modules'
const LABEL = '/app/acme/registry/modules/private/acme/label/null'
const NETWORK = '/app/acme/registry/modules/private/acme/network/aws'

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()

async function topOf(place: Locator): Promise<number> {
  return (await place.boundingBox())?.y ?? Number.NaN
}

describeInChromium('the web interface, for readers', (executable) => {
  const site = sharedSite()
  const { signedIn } = visitorsIn(executable, () => site)

  test('a module is found by a part of its name, and Back returns to what was typed', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(LIST)
    await page.getByRole('status').filter({ hasText: '3 modules' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('netw')
    await page.waitForURL('**/modules?q=netw')
    await page.getByRole('status').filter({ hasText: '1 module' }).waitFor()
    await expectSound()
    await page.getByRole('link', { name: 'network' }).click()
    await heading(page, 'network / aws')
    await expectSound()
    await page.goBack()
    await heading(page, 'Modules')
    expect(await page.getByRole('textbox', { name: 'Search' }).inputValue()).toBe('netw')

    await open(`${LIST}?q=nothing-like-this`)
    await page.getByText('No module matches “nothing-like-this”').waitFor()
    await page.getByRole('link', { name: 'Clear the search' }).click()
    await page.getByRole('status').filter({ hasText: '3 modules' }).waitFor()
    await expectSound()
  })

  test('the list begins before its script is there, which then takes its place without moving anything', async () => {
    const { page, open, expectSound } = await signedIn()
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    await page.route('**/assets/*.js', async (route) => {
      await released
      await route.continue()
    })
    const opened = open(LIST)
    const row = page.getByRole('listitem').getByRole('link', { name: 'network' })
    await row.focus()
    const before = await topOf(row)
    release()
    await opened
    await page.getByRole('textbox', { name: 'Search' }).waitFor()
    expect(Math.abs((await topOf(row)) - before)).toBeLessThan(1)
    expect(await row.evaluate((link) => link === document.activeElement)).toBe(true)
    await expectSound()
  })

  test('the tabs of a module are reached with the arrow keys, and each has an address', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(NETWORK)
    await page.getByRole('tab', { name: 'Readme' }).focus()
    for (const [name, tab] of [
      ['Inputs', 'inputs'],
      ['Outputs', 'outputs'],
      ['Dependencies', 'dependencies'],
      ['Resources', 'resources'],
      ['Source', 'source'],
      ['Versions', 'versions'],
      ['Changelog', 'changelog'],
    ] as const) {
      await page.keyboard.press('ArrowRight')
      await page.getByRole('tab', { name, selected: true }).waitFor()
      await page.waitForURL(`**${NETWORK}?tab=${tab}`)
    }
    await page.goBack()
    await page.getByRole('tab', { name: 'Versions', selected: true }).waitFor()
    await open(`${NETWORK}?tab=inputs#input-tags`)
    const tags = page.locator('#input-tags')
    await tags.and(page.locator('.highlighted')).waitFor()
    await page.waitForFunction(() => {
      const box = document.querySelector('#input-tags')?.getBoundingClientRect()
      return box !== undefined && box.top > 48 && box.bottom < innerHeight
    })
    await expectSound()
  })

  test('an input tells what it accepts and where it is declared, and so do outputs, resources and modules', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${LABEL}?tab=inputs`)
    const key = page.locator('#input-key')
    await key.waitFor()
    expect(await key.locator('.chip').allTextContents()).toEqual(['Sensitive', 'Ephemeral'])
    const rule = key.getByRole('list', { name: 'Validation rules' }).getByRole('listitem')
    expect(await rule.locator('p').textContent()).toBe('A key has at least <b>8</b> characters.')
    expect(await rule.locator('code').textContent()).toBe('var.key == null || length(var.key) > 7')
    await key.getByText('main.tf:3', { exact: true }).waitFor()
    const stage = page.locator('#input-stage')
    expect(await stage.locator('.chip').allTextContents()).toEqual(['Not nullable', 'Deprecated'])
    await stage.getByText('Use name.').waitFor()
    await stage.getByText('{ short = "prod" }', { exact: true }).waitFor()
    await expectSound()

    await page.getByRole('tab', { name: 'Outputs' }).click()
    await page.locator('#output-seal .chip').filter({ hasText: 'Sensitive' }).waitFor()
    await page.locator('#output-seal').getByRole('link', { name: 'main.tf:22' }).click()
    await page.waitForURL(/\/source\/main\.tf#L22$/)
    await page.getByText('var.key').first().waitFor()
    await page.goBack()
    await page.locator('#output-seal').waitFor()

    await page.getByRole('tab', { name: 'Resources' }).click()
    await page.getByRole('heading', { level: 2, name: 'Resources 1' }).waitFor()
    await page.getByRole('heading', { level: 2, name: 'Data sources 1' }).waitFor()
    await page.getByRole('listitem').filter({ hasText: 'http' }).getByText('peers main.tf:29').waitFor()
    await expectSound()

    await page.getByRole('tab', { name: 'Dependencies' }).click()
    await page.getByRole('row', { name: 'words ./modules/words in this package main.tf:31' }).waitFor()
    await expectSound()
  })

  test('nothing in a README or a description runs, or loads anything from elsewhere', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(NETWORK)
    await page.getByText('External image: elsewhere.example').waitFor()
    await open(`${NETWORK}?tab=inputs`)
    await page.locator('#input-cidr').getByText('<script>alert(3)</script>').waitFor()
    await expectSound()
  })

  test('a version that failed says why, an old one says so, and one that does not exist leads to those that do', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${NETWORK}/1.1.0`)
    await page.getByText(/1\.1\.0: Could not read\. broken\.tf:\d+: /).waitFor()
    await page.getByRole('tab', { name: 'Versions', selected: true }).waitFor()
    expect(await page.getByRole('tab', { name: 'Inputs' }).isDisabled()).toBe(true)
    await expectSound()

    await open(`${NETWORK}/1.0.0`)
    await page.getByText('1 version behind 1.2.0.').waitFor()
    await page.getByRole('link', { name: 'Show 1.2.0' }).click()
    await page.getByText('Latest', { exact: true }).waitFor()

    await open(`${NETWORK}/9.9.9`)
    await page.getByText('network has no version 9.9.9.').waitFor()
    await expectSound(/status of 404/)

    await open('/app/acme/registry/modules/private/acme/untagged/null')
    await page.getByText('No release tag.').waitFor()
    await expectSound()
  })

  test('an unknown module and an unknown page say so, with the nearest names', async () => {
    const { page, open, expectSound } = await signedIn()
    await open('/app/acme/registry/modules/private/acme/netwrok/aws')
    await heading(page, 'Not found, or you have no access')
    await page.getByText('You are signed in as ada.').waitFor()
    await page.getByRole('link', { name: 'acme/network/aws' }).waitFor()
    await expectSound(/status of 404/)
    await open('/app/acme/no/such/page')
    await heading(page, 'Not found, or you have no access')
    await expectSound()
  })

  test('switching the organization keeps the kind of page', async () => {
    const { page, open, expectSound } = await signedIn()
    await open('/app/acme/settings')
    await page.getByRole('button', { name: 'acme' }).click()
    await page.getByRole('menuitem', { name: 'zenith' }).click()
    await page.waitForURL('**/app/zenith/settings/profile')
    await page.getByRole('link', { name: 'Registry' }).click()
    await page.getByRole('heading', { name: 'zenith has no modules yet' }).waitFor()
    await expectSound()
    // The server's address leads to where the reader was last.
    await open('/')
    await page.waitForURL('**/app/zenith/registry/private/modules')
  })

  // In the light theme and on a desk, the other tests look at them; `npm run matrix` has every combination.
  test('every screen is usable in the dark theme and in a hand', async () => {
    const { page, open, expectSound } = await signedIn({ colorScheme: 'dark', viewport: HAND })
    const screens = [
      [LIST, 'Modules'],
      [`${NETWORK}?tab=inputs`, 'network'],
      [`${NETWORK}/1.2.0/submodules/modules/endpoints`, 'modules/endpoints'],
      ['/app/acme/settings', 'General'],
      ['/app/organizations', 'Your organizations'],
      ['/app/settings/tokens', 'Tokens'],
    ] as const
    for (const [path, title] of screens) {
      await open(path)
      await heading(page, title)
      await expectSound()
    }
    await open(LIST)
    expect(await page.evaluate(() => document.documentElement.dataset['mantineColorScheme'])).toBe('dark')
  })

  describeWithTerraform('what the page offers to copy', (program) => {
    test('is a block that the command line formats, installs and accepts as it is, for each constraint', async () => {
      const { page, open } = await signedIn()
      await open(NETWORK)
      for (const constraint of ['~> 1.2', '~> 1.2.0', '1.2.0']) {
        await page.getByText(constraint, { exact: true }).click()
        await page.getByRole('button', { name: 'Copy Module block' }).click()
        await page.getByRole('button', { name: 'Copied Module block' }).waitFor()
        const block = await pasted(page)
        expect(block).toContain(`  source  = "${new URL(site.url).host}/acme/network/aws"\n  version = "${constraint}"\n`)
        await acceptedBy(program, site, block)
      }
    })
  })
})

async function acceptedBy(program: string, site: Site, block: string): Promise<void> {
  const consumer = consumerOf(site, program)
  const installed = await init(consumer, block)
  expect(installed.output).toContain('successfully initialized')
  expect(await run(consumer, installed.directory, ['validate', '-no-color'])).toMatchObject({ ok: true })
  const formatted = join(installed.directory, 'formatted')
  await mkdir(formatted)
  await writeFile(join(formatted, 'main.tf'), block)
  expect(await run(consumer, formatted, ['fmt', '-check', '-diff'])).toMatchObject({ ok: true })
}
