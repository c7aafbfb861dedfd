// Connecting git hosts: each test with a stand-in for one, and in an organization of its own.
import type { Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import { MODULE } from '../../vcs/connected-app.ts'
import type { Deliver, FakeHost } from '../../vcs/fakes/fake-host.ts'
import { FakeGitea } from '../../vcs/fakes/gitea.ts'
import { FakeGithub } from '../../vcs/fakes/github.ts'
import { FakeGithubApps } from '../../vcs/fakes/github-app.ts'
import { FakeGitLab } from '../../vcs/fakes/gitlab.ts'
import { describeInChromium, HAND, pasted, visitorsIn } from './chromium.ts'
import { sharedSite } from './site.ts'

/** As a host calls. */
const deliver: Deliver = async (url, { headers, body }) => {
  const { status } = await fetch(url, { method: 'POST', headers, body })
  return { status }
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('name') ?? document.activeElement?.textContent)

describeInChromium('VCS providers in the web interface', (executable) => {
  const site = sharedSite()
  const { signedIn } = visitorsIn(executable, () => site)
  const hosts: FakeHost[] = []
  afterEach(async () => {
    for (const host of hosts.splice(0)) await host.close()
  })
  const started = async <H extends FakeHost>(host: H): Promise<H> => {
    hosts.push(host)
    return await host.start()
  }

  test('a GitLab is added by a token: the wrong one is named, and the right one reads repositories that are published', async () => {
    const host = await started(new FakeGitLab(deliver))
    for (const name of ['terraform-aws-vpc', 'terraform-aws-eks', 'notes'])
      await host.createRepository(host.identifierFor(name), { commit: { files: MODULE, tags: ['v1.0.0'] } })
    await site.api.createOrganization('harbor')
    // High enough that the header covers no button behind the dialog.
    const { page, open, expectSound } = await signedIn({ viewport: { width: 1280, height: 1000 } })
    await open('/app/harbor/settings/version-control')
    await page.getByText('No git host is connected yet.').waitFor()
    await page.getByRole('link', { name: 'Add a VCS provider' }).click()
    await page.getByRole('link', { name: 'GitLab Community Edition' }).click()
    await page.getByLabel('Address').fill(host.url)
    await button(page, 'Connect and test').click()
    await expect.poll(() => focused(page)).toBe('oauth-token-string')
    await page.getByLabel('access token').fill('glpat-wrong')
    await expectSound()
    await button(page, 'Connect and test').click()

    await page.getByText('Failed: Credential.').waitFor()
    await page.getByText('Replace the token, or sign in again.').waitFor()
    await button(page, 'Replace the token').click()
    await page.getByRole('dialog').getByLabel('access token').fill(host.token)
    await button(page, 'Replace and test').click()
    await page.getByText('Everything that could be tried works.').waitFor()
    expect(await page.content()).not.toContain(host.token)

    for (const name of ['vpc', 'eks']) await page.getByRole('checkbox', { name: `platform/terraform-aws-${name}` }).check()
    await expectSound(/status of 422/)
    await button(page, 'Publish 2 modules').click()
    await page.getByText('2 modules from its repositories.').waitFor()

    await page.getByLabel('Publish new repositories of the groups below').check()
    await page.getByRole('form', { name: 'Automatic publishing' }).getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => focused(page)).toBe('auto-publish-groups')
    await page.getByLabel('Groups and owners').fill('platform')
    await page.getByRole('form', { name: 'Automatic publishing' }).getByRole('button', { name: 'Save' }).click()
    await page.getByText('New repositories of these groups are published from now on.').waitFor()

    await button(page, 'Delete the connection').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('2 modules', { exact: true }).waitFor()
    await dialog.getByRole('link', { name: 'vpc/aws' }).waitFor()
    await expectSound(/status of 422/)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await expect.poll(() => focused(page)).toBe('Delete the connection')
  })

  test('a GitHub is added by OAuth: a reload loses nothing, a foreign answer is refused, and the end leads back', async () => {
    const host = await started(new FakeGithub(deliver, 'github_enterprise'))
    await site.api.createOrganization('pier')
    const { page, open, expectSound } = await signedIn({ viewport: HAND })
    const back = '/app/pier/registry/private/modules?q=vpc'
    await open(`/app/pier/settings/version-control/add?return_to=${encodeURIComponent(back)}`)
    await page.getByRole('link', { name: 'GitHub Enterprise' }).click()
    await page.getByRole('link', { name: 'OAuth application' }).click()
    await page.getByLabel('Address').fill(host.url)
    const { id: key, secret } = host.application
    await page.getByLabel('Client ID').fill(key)
    const callback = page.locator('.asked code').first()
    const before = await callback.textContent()
    await page.reload()
    expect(await callback.textContent()).toBe(before)
    expect(await page.getByLabel('Client ID').inputValue()).toBe(key)
    await page.getByRole('button', { name: 'Copy Authorization callback URL' }).click()
    expect(await pasted(page)).toBe(before)
    await page.getByLabel('Client secret').fill(secret)
    await expectSound()

    await button(page, 'Save and sign in at GitHub Enterprise').click()
    await page.getByText(/^(Everything that could be tried works\.|Failed: .*)$/).waitFor()
    await page.getByText(`of ${host.user.login}`).waitFor()
    await page.getByRole('link', { name: 'Continue where you were' }).waitFor()
    await expectSound(/a request left for/)
    await page.goto(`${before}?state=of-somebody-else&code=1`)
    await page.getByText('This sign-in is unknown or has expired.', { exact: false }).waitFor()
    await page.goBack()
    await page.getByRole('link', { name: 'Continue where you were' }).click()
    await page.waitForURL(`**${back}`)
  })

  test('a GitHub App is created and installed without copying anything, and is listed with its account', async () => {
    const host = await started(new FakeGithubApps(deliver))
    await site.api.createOrganization('jetty')
    const { page, open, expectSound } = await signedIn()
    await open('/app/jetty/settings/version-control/add?host=github_enterprise&how=app')
    await page.getByLabel('Address').fill(host.url)
    await expectSound()
    await button(page, 'Continue at GitHub').click()
    await page.route(`${host.url}/settings/apps/new**`, async (route) => {
      const form = new URLSearchParams(route.request().postData() ?? '')
      const location = host.register(route.request().url(), form.get('manifest') ?? '')
      await route.fulfill({ contentType: 'text/html', body: `<meta http-equiv="refresh" content="0;url=${location}">` })
    })
    await page.getByRole('button', { name: /^Create the app at/ }).click()
    await page.getByRole('heading', { name: 'GitHub App created' }).waitFor()
    const [app] = host.apps
    if (app === undefined) throw new Error('no app was made')
    await page.goto(await host.install(app, 'octo'))
    await page.getByRole('link', { name: 'Continue to the VCS providers of jetty' }).click()
    await page.getByRole('link', { name: /Connected.*installed for octo/ }).click()
    await page.getByText('No module comes from it yet.').waitFor()
    await button(page, 'Delete the GitHub App').waitFor()
    await expectSound(/a request left for/)
  })

  test('deliveries are listed with their signature and result, and processed again', async () => {
    const host = await started(new FakeGitea(deliver))
    const repository = await host.createRepository(host.identifierFor('terraform-aws-vpc'), { commit: { files: MODULE, tags: ['v1.0.0'] } })
    await site.api.createOrganization('quay')
    const tokenId = await site.api.connect('quay', host.tokenConnection() as { 'http-url': string })
    await site.api.publish('quay', tokenId, [{ 'vcs-repo': { identifier: repository.identifier } }])
    await expect.poll(() => host.hooks.length).toBe(1)
    await host.push(repository, { files: { a: '1' }, tags: ['v1.1.0'] })
    const [hook] = host.hooks
    if (hook !== undefined) hook.secret = 'another'
    await host.tell({ repository, ref: 'refs/tags/v1.2.0', before: '', after: '' })

    const { page, open, expectSound } = await signedIn()
    await open('/app/quay/settings/version-control')
    await page.getByText('refused').waitFor()
    await page.getByRole('link', { name: /Connected/ }).click()
    await page.getByRole('link', { name: 'What the host delivered' }).click()
    await page.getByRole('row', { name: /Missing or wrong Refused/ }).waitFor()
    const accepted = page.getByRole('row', { name: /v1\.1\.0.*Valid/ })
    await expectSound()
    await accepted.getByRole('button', { name: 'Redeliver' }).click()
    await page.getByText('2 times').waitFor()
    await page.getByText(`The delivery for ${repository.identifier} is processed again.`).waitFor()
    await expectSound()
  })
})
