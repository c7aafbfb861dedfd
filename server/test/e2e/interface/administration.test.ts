// What administrators of the site see and do. Each test has users and organizations of its own.
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeInChromium, visitorsIn } from './chromium.ts'
import { sharedSite, signIn } from './site.ts'
import { PASSWORD } from './start-site.ts'

const PAGES = '/app/settings/administration'

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
const said = (page: Page, text: string) => page.getByRole('status').getByText(text).waitFor()

async function choose(page: Page, username: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `Manage ${username}` }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

/** Confirms in the dialog with the button that has the name of the act. */
async function confirm(page: Page, act: string): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: act }).click()
}

describeInChromium('the web interface, for administrators of the site', (executable) => {
  const site = sharedSite()
  const { signedIn, visitor } = visitorsIn(executable, () => site)
  /** A page of `warden`. */
  const administrating = async (path: string) => {
    const watched = await visitor()
    await watched.open(path)
    await signIn(watched.page, 'warden')
    return watched
  }

  test('a user is created with a link, suspended, and deleted', async () => {
    const { page, open, expectSound } = await administrating(PAGES)
    await heading(page, 'Organizations')
    await page.getByRole('button', { name: 'warden' }).click()
    await page.getByRole('menuitem', { name: 'Site administration' }).waitFor()
    await page.keyboard.press('Escape')
    await open(`${PAGES}/users?q=pilot`)
    await page.getByText('No user matches.').waitFor()
    await page.getByRole('button', { name: 'Create a user' }).click()
    await page.getByLabel('User name').fill('pilot')
    await page.getByLabel('Email address').fill('pilot@example.com')
    await page.getByRole('button', { name: 'Create the user' }).click()
    const link = (await page.getByRole('region', { name: 'Link for pilot' }).textContent()) ?? ''
    await expectSound()
    await page.keyboard.press('Escape')
    await choose(page, 'pilot', 'Suspend pilot…')
    await page.getByText('they cannot sign in').waitFor()
    await expectSound()
    await confirm(page, 'Suspend pilot')
    await said(page, 'pilot is suspended.')
    await choose(page, 'pilot', 'End the suspension of pilot…')
    await confirm(page, 'End the suspension of pilot')
    await said(page, 'pilot is no longer suspended.')

    await page.context().clearCookies()
    await page.goto(link)
    await page.getByLabel('Password, 12 characters at least').fill(PASSWORD)
    await page.getByLabel('Password, once more').fill(PASSWORD)
    await page.getByRole('button', { name: 'Set password and sign in' }).click()
    await page.getByRole('button', { name: 'pilot' }).click()
    await page.getByRole('menuitem', { name: 'Browsers' }).waitFor()
    expect(await page.getByRole('menuitem', { name: 'Site administration' }).count()).toBe(0)
    await open(`${PAGES}/users`)
    await heading(page, 'Not found, or you have no access')
    await expectSound()

    const again = await administrating(`${PAGES}/users?q=pilot`)
    await choose(again.page, 'pilot', 'Delete the account of pilot…')
    const act = again.page.getByRole('dialog').getByRole('button', { name: 'Delete the account of pilot' })
    expect(await act.isDisabled()).toBe(true)
    await again.page.getByRole('dialog').getByRole('textbox').fill('pilot')
    await act.click()
    await again.page.getByText('No user matches.').waitFor()
    await again.expectSound()
  })

  test('modules are shared with an organization, which sees whose they are, until theirs is deleted', async () => {
    await site.api.createOrganization('lender')
    await site.api.createOrganization('borrower')
    const { page, expectSound } = await administrating(`${PAGES}/organizations?q=lender`)
    await page.getByRole('row', { name: /lender.*ada/ }).waitFor()
    await page.getByRole('button', { name: 'Share modules of lender' }).click()
    await page.getByLabel('Organizations that you choose, too').check()
    const save = page.getByRole('button', { name: 'Save who reads them' })
    expect(await save.isDisabled()).toBe(true)
    const added = page.getByLabel('Add an organization')
    await added.fill('nowhere')
    await added.press('Enter')
    await page.getByText('There is no organization called nowhere.').waitFor()
    await added.fill('Borrower')
    await added.press('Enter')
    await page.getByRole('button', { name: 'Remove borrower' }).waitFor()
    await expectSound(/status of 404/)
    await save.click()
    await said(page, 'borrower can read the modules of lender.')

    const member = await signedIn()
    await member.open('/app/borrower/settings/sharing')
    await member.page
      .getByRole('list', { name: /share their modules/ })
      .getByText('lender')
      .waitFor()
    await member.expectSound()
    await member.open('/app/lender/settings/sharing')
    await member.page.getByText('No other organization shares its modules with lender.').waitFor()
    await member.page.getByRole('main').getByRole('link', { name: 'audit trail', exact: true }).click()
    await member.page.getByRole('row', { name: /warden.*update_module_consumers.*lender/ }).waitFor()

    const again = await administrating(`${PAGES}/organizations?q=lender`)
    await again.page.getByRole('button', { name: 'Delete lender' }).click()
    await again.page.getByText('It shares its modules with 1 organization: borrower.').waitFor()
    await again.page.getByRole('dialog').getByRole('textbox').fill('lender')
    await confirm(again.page, 'Delete the organization lender')
    await again.page.getByText('No organization matches.').waitFor()
    await again.expectSound()
  })

  test('the health of the server is read again by itself, and says what fails in words', async () => {
    const { page, open, expectSound } = await administrating(PAGES)
    await heading(page, 'Organizations')
    await page.clock.install()
    await open(`${PAGES}/health`)
    await said(page, 'The server is ready.')
    await page.getByRole('rowheader', { name: 'sweep objects' }).waitFor()
    await expectSound()
    await page.route('**/api/v2/admin/health', async (route) => {
      const answer = await route.fetch()
      const { data } = (await answer.json()) as { data: { attributes: object } }
      const attributes = {
        ...data.attributes,
        problem: 'the database does not answer',
        'failed-jobs': [{ kind: 'sync_repository', key: 'repo-1', error: 'git ended with 128', 'failed-at': '2026-01-01T00:00:00.000Z' }],
        'refused-connections': [{ organization: 'acme', name: 'Forge', 'http-url': 'https://git.example', reason: 'Bad credentials' }],
        'paused-connections': [{ reason: 'rate_limited', count: 2 }],
      }
      await route.fulfill({ response: answer, json: { data: { ...data, attributes } } })
    })
    await page.clock.fastForward(15_000)
    await said(page, 'The server is not ready: the database does not answer')
    await page.getByText('git ended with 128').waitFor()
    await page.getByText('Bad credentials').waitFor()
    await page.getByText('2 connections paused because the host limits the rate of requests').waitFor()
    await expectSound()
  })
})
