// Who is signed in, for how long, and what the interface does when the server is not there for it.
import { expect, test } from 'vitest'
import { describeInChromium, visitorsIn } from './chromium.ts'
import { sharedSite, signIn } from './site.ts'

const NETWORK = '/app/acme/registry/modules/private/acme/network/aws'

describeInChromium('the web interface, around a session', (executable) => {
  const site = sharedSite()
  const { signedIn, visitor } = visitorsIn(executable, () => site)

  test('signing in returns to the address asked for, and signing out ends the session', async () => {
    const { page, open, expectSound } = await visitor()
    await open(`${NETWORK}?tab=outputs#with=tags`)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await signIn(page)
    await page.waitForURL(`**${NETWORK}?tab=outputs#with=tags`)
    await page.getByRole('button', { name: 'ada' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await open(NETWORK)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await expectSound()
  })

  test('a session that ends meanwhile asks to sign in again, and keeps what was typed', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${NETWORK}?tab=inputs`)
    await page.getByLabel('Filter inputs').fill('half a th')
    await page.context().clearCookies()
    await page.getByRole('combobox', { name: 'Version' }).click()
    await page.getByRole('option', { name: '1.0.0' }).click()
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
    await dialog.waitFor()
    await page.getByRole('option').first().waitFor({ state: 'hidden' })
    await expectSound(/status of 401/)
    await dialog.getByRole('button', { name: 'I am signed in' }).click()
    await dialog.getByText('You are still signed out.').waitFor()

    const [again] = await Promise.all([page.waitForEvent('popup'), dialog.getByRole('link', { name: 'Sign in' }).click()])
    await signIn(again)
    await again.getByRole('heading', { name: 'You are signed in' }).waitFor()
    await again.close()
    await dialog.getByRole('button', { name: 'I am signed in' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByText('1 version behind 1.2.0.').waitFor()
    expect(await page.getByLabel('Filter inputs').inputValue()).toBe('half a th')
  })

  test('the theme that was chosen stays, on pages of the server too', async () => {
    const { page, open } = await signedIn()
    await open(NETWORK)
    await page.getByRole('button', { name: 'Theme' }).click()
    await page.getByRole('menuitemradio', { name: 'Dark' }).click()
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const dark = 'rgb(13, 18, 20)'
    await expect.poll(ground).toBe(dark)
    await page.reload({ waitUntil: 'domcontentloaded' })
    expect(await page.evaluate(() => document.documentElement.dataset['mantineColorScheme'])).toBe('dark')
    await open('/app/settings/tokens')
    expect(await ground()).toBe(dark)
  })

  test('who belongs to no organization is told what to do', async () => {
    const { page, open, expectSound } = await visitor()
    await open('/')
    await signIn(page, 'nobody')
    await page.getByRole('heading', { name: 'You belong to no organization' }).waitFor()
    await page.getByText('nobody@example.com').waitFor()
    await expectSound()
  })

  test('a server that is away is waited for, and one that is busy is asked again', async () => {
    const { page, open } = await signedIn()
    await open(NETWORK)
    await page.getByRole('tab', { name: 'Readme' }).waitFor()
    const answers = ['busy', 'there']
    await page.route('**/registry-modules/search?*', async (route) => {
      if (answers.shift() === 'busy') await route.fulfill({ status: 429, headers: { 'retry-after': '1' }, body: '{"errors":[]}' })
      else await route.continue()
    })
    // One request that is answered would tell the page that the server is there.
    let isAway = true
    await page.route('**/api/**', async (route) => await (isAway ? route.abort('connectionrefused') : route.fallback()))
    await page.getByRole('link', { name: 'Modules', exact: true }).click()
    await page.getByText('The server cannot be reached. Reconnecting…').waitFor()
    isAway = false
    await page.getByRole('link', { name: 'network' }).waitFor()
    expect(answers).toEqual([])
    await page.getByText('The server cannot be reached. Reconnecting…').waitFor({ state: 'detached' })
  })

  test('a failure in one tab leaves the rest of the page alone', async () => {
    const { page, open } = await signedIn()
    await page.route('**/network/aws/versions?*', (route) =>
      route.fulfill({ status: 500, headers: { 'x-request-id': 'request-7' }, body: '{"errors":[{"detail":"It broke."}]}' }),
    )
    await open(`${NETWORK}?tab=versions`)
    const failure = page.getByRole('alert')
    await failure.getByText('It broke.').waitFor()
    await failure.getByText('request-7').waitFor()
    await page.getByRole('heading', { level: 1, name: 'network / aws' }).waitFor()
    await page.unroute('**/network/aws/versions?*')
    await failure.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: '1.x' }).waitFor()
  })

  test('a script that an update has removed is not missed: the page is loaded anew, once', async () => {
    const { page, open } = await signedIn()
    await open('/app/organizations')
    await page.getByRole('heading', { name: 'Your organizations' }).waitFor()
    let missing = true
    await page.route('**/assets/settings-pages-*.js', async (route) => {
      if (missing) await route.fulfill({ status: 404 })
      else await route.continue()
      missing = false
    })
    await page.evaluate(() => {
      history.pushState(null, '', '/app/acme/settings')
      // Afterwards, because the page that evaluates this goes away.
      setTimeout(() => window.dispatchEvent(new PopStateEvent('popstate')))
    })
    await page.getByRole('heading', { level: 1, name: 'General' }).waitFor()
    expect(missing).toBe(false)
  })

  test('addresses of other protocols never answer with the interface', async () => {
    for (const path of [
      '/api/v2/nothing',
      '/api/registry/v1/nothing',
      '/.well-known/nothing',
      '/_archivist/nothing',
      '/webhooks/nothing',
    ]) {
      const answer = await fetch(`${site.url}${path}`)
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, 404, expect.stringContaining('json')])
    }
    expect((await fetch(`${site.url}/auth/nothing`)).headers.get('content-security-policy')).not.toContain('script-src')
  })
})
