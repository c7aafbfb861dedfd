// Who belongs to an organization, what they may do, and what programs sign in with. Each test has an organization of its own.
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeInChromium, visitorsIn } from './chromium.ts'
import { sharedSite } from './site.ts'
import { PASSWORD } from './start-site.ts'

/** An organization without a token of its own says so with a 404. */
const NO_TOKEN_YET = /status of 404/

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
const textOf = async (page: Page, region: string) => (await page.getByRole('region', { name: region, exact: true }).textContent()) ?? ''

const isFocused = (control: Locator) => control.evaluate((element) => element === document.activeElement)

/** Makes an account on the page that a link leads to. */
async function makeAccount(page: Page, username: string): Promise<void> {
  await page.getByLabel('User name').fill(username)
  await page.getByLabel('Password, 12 characters at least').fill(PASSWORD)
  await page.getByLabel('Password, once more').fill(PASSWORD)
  await page.getByRole('button', { name: 'Make an account' }).click()
}

describeInChromium('the web interface, for people who administer', (executable) => {
  const site = sharedSite()
  const { signedIn, visitor } = visitorsIn(executable, () => site)
  const created = async (path: string, type: string, attributes: object, relationships: object = {}) => {
    const { body } = await site.api.call('POST', `/api/v2${path}`, { data: { type, attributes, relationships } })
    return (JSON.parse(body) as { data: { id: string; attributes: Record<string, string> } }).data
  }
  const statusWith = async (token: string) =>
    (await fetch(`http://${site.host}/api/v2/account/details`, { headers: { authorization: `Bearer ${token}` } })).status

  /** Invites through the API. @returns the link */
  const linkTo = async (organization: string, email: string, teams: readonly string[]) => {
    const relationships = { teams: { data: teams.map((id) => ({ id, type: 'teams' })) } }
    const type = 'organization-memberships'
    const { id } = await created(`/organizations/${organization}/organization-memberships`, type, { email }, relationships)
    return (await created(`/organization-memberships/${id}/actions/create-link`, type, {})).attributes['url'] ?? ''
  }

  test('an invitation leads from its link to a member who is signed in', async () => {
    await site.api.createOrganization('guests')
    const { page, open, expectSound } = await signedIn()
    await open('/app/guests/settings/users')
    const opener = page.getByRole('button', { name: 'Invite a user' })
    await page.getByText('1 member, 0 invited').waitFor()
    await opener.click()
    const dialog = page.getByRole('dialog', { name: 'Invite a user to guests' })
    await dialog.getByRole('button', { name: 'Invite', exact: true }).click()
    await dialog.getByText('This must not be empty.').waitFor()
    const address = dialog.getByLabel('Email address')
    expect(await isFocused(address)).toBe(true)
    await address.fill('grace@example.com')
    await dialog.getByRole('button', { name: 'Invite', exact: true }).click()
    const link = await textOf(page, 'Link of the invitation')
    await expect.poll(() => isFocused(dialog.getByRole('button', { name: 'Copy Link of the invitation' }))).toBe(true)
    await expectSound()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await expect.poll(() => isFocused(opener)).toBe(true)
    await page.getByRole('button', { name: 'New link for grace@example.com' }).waitFor()

    const invited = await visitor()
    await invited.page.goto(link)
    await heading(invited.page, 'Join guests')
    await invited.expectSound()
    await makeAccount(invited.page, 'grace')
    await invited.page.waitForURL('**/app/guests/registry/private/modules')
    await invited.page.getByRole('button', { name: 'grace' }).waitFor()
    await invited.expectSound()
    await invited.page.goto(link)
    await invited.page.getByText('This link was used already').waitFor()
    await invited.expectSound(/status of 401/)

    const again = await signedIn()
    await again.open('/app/guests/settings/users')
    await again.page.getByText('2 members, 0 invited').waitFor()
    await again.page.getByRole('button', { name: 'Remove grace' }).waitFor()
  })

  test('a token is shown once, works until it is revoked, and comes back nowhere', async () => {
    await site.api.createOrganization('robots')
    const { page, open, expectSound } = await signedIn()
    await open('/app/settings/tokens?source=terraform-login')
    await page.getByText('Terraform is waiting for a token').waitFor()
    await page.getByLabel('What it is for').fill('terraform login')
    await page.getByRole('button', { name: 'Create token' }).click()
    const own = (await page.getByRole('status').locator('code').first().textContent()) ?? ''
    await expectSound()
    expect(await statusWith(own)).toBe(200)
    await open('/app/settings/tokens')
    expect(await page.content()).not.toContain(own)
    await page.getByRole('button', { name: 'Delete terraform login' }).click()
    await expect.poll(() => statusWith(own)).toBe(401)

    await open('/app/robots/settings/authentication-tokens')
    const opener = page.getByRole('button', { name: 'Create a token of a team' })
    await opener.click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('What it is for').fill('pipeline')
    await dialog.getByRole('combobox', { name: 'Expires' }).selectOption('never')
    await dialog.getByText('A token that never expires works until somebody revokes it').waitFor()
    await dialog.getByRole('combobox', { name: 'Expires' }).selectOption('7')
    await dialog.getByRole('button', { name: 'Create the token' }).click()
    const text = await textOf(page, 'Token')
    await expect.poll(() => isFocused(dialog.getByRole('button', { name: 'Copy Token', exact: true }))).toBe(true)
    await dialog.getByRole('tab', { name: 'Check it' }).click()
    await dialog.getByText('account/details').waitFor()
    await expectSound(NO_TOKEN_YET)
    await dialog.getByText('Waiting for its first use').waitFor()
    expect(await statusWith(text)).toBe(200)
    await dialog.getByText('It works').waitFor()
    const answers: Promise<string>[] = []
    page.on('response', (response) => {
      if (response.url().includes('/api/')) answers.push(response.text())
    })
    await page.keyboard.press('Escape')
    await expect.poll(() => isFocused(opener)).toBe(true)
    await page.reload()
    const revoke = page.getByRole('button', { name: 'Revoke pipeline' })
    await revoke.waitFor()
    expect(await page.content()).not.toContain(text)
    expect((await Promise.all(answers)).join()).not.toContain(text)
    await revoke.click()
    await page.getByRole('button', { name: 'Revoke the token' }).click()
    await page.getByRole('status').getByText('pipeline is revoked.').waitFor()
    expect(await statusWith(text)).toBe(401)
    await expectSound(NO_TOKEN_YET)
  })

  test('a reader, a publisher and an owner see what they may do, and why not the rest', async () => {
    await site.api.createOrganization('crew')
    const grants = { 'organization-access': { 'manage-modules': true } }
    const team = await created('/organizations/crew/teams', 'teams', { name: 'publishers', visibility: 'organization', ...grants })
    const secret = await created('/organizations/crew/teams', 'teams', { name: 'hidden', visibility: 'secret' })
    const links = [await linkTo('crew', 'rita@example.com', []), await linkTo('crew', 'paul@example.com', [team.id])]

    for (const [index, username, may] of [
      [0, 'rita', 'read modules'],
      [1, 'paul', 'publish modules'],
    ] as const) {
      const { page, open, expectSound } = await visitor()
      await page.goto(links[index] ?? '')
      await makeAccount(page, username)
      await page.waitForURL('**/app/crew/registry/private/modules')
      await open('/app/crew/settings')
      await page.getByText(may, { exact: true }).waitFor()
      await page.getByText('Only owners delete it.').waitFor()
      await expectSound()
      await open('/app/crew/settings/users')
      await page.getByText('Only owners, and teams that manage members or teams, see who is in crew.').waitFor()
      expect(await page.getByRole('button', { name: 'Invite a user' }).isDisabled()).toBe(true)
      await open(`/app/crew/settings/teams/${team.id}`)
      await page.getByText('Only owners, and teams that manage teams, change this.').waitFor()
      expect(await page.getByLabel('Manage modules').isDisabled()).toBe(true)
      await expectSound()
      await open(`/app/crew/settings/teams/${secret.id}`)
      await heading(page, 'Not found, or you have no access')
      await open('/app/crew/settings/audit')
      await page.getByText('Only owners read the audit trail.').waitFor()
      await expectSound(/status of 404/)
    }

    const { page, open, expectSound } = await signedIn()
    await open('/app/crew/settings/users')
    const remove = page.getByRole('button', { name: 'Remove ada' })
    await page.getByText('The last owner cannot be removed: make another member an owner first.').waitFor()
    expect(await remove.isDisabled()).toBe(true)
    await expectSound()
    await page.getByRole('link', { name: 'owners' }).first().click()
    await page.getByRole('combobox', { name: 'Add a member' }).selectOption('paul')
    await page.getByRole('button', { name: 'Add to the team' }).click()
    await page.getByRole('button', { name: 'Remove paul' }).click()
    await page.getByRole('status').getByText('paul is no longer in owners.').waitFor()
    await page.getByText('The last owner cannot be removed: make another member an owner first.').waitFor()
    await open(`/app/crew/settings/teams/${team.id}`)
    await page.getByLabel('Manage teams').check()
    await page.getByRole('button', { name: 'Save the team' }).click()
    await page.getByRole('status').getByText('The team is saved.').waitFor()
    await open('/app/crew/settings/teams')
    await page.getByText('manage modules, teams').waitFor()
    await open('/app/crew/settings/users')
    await page.getByRole('button', { name: 'Remove rita' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove rita' }).click()
    await page.getByRole('status').getByText('rita was removed from crew.').waitFor()
    await expectSound()
  })

  test('an organization is made, changed, renamed, looked into and deleted', async () => {
    const { page, open, expectSound } = await signedIn()
    await open('/app/organizations/new')
    await page.getByLabel('Name').fill('townhall')
    await page.getByText('/townhall/vpc/aws').waitFor()
    await expectSound()
    await page.getByRole('button', { name: 'Create the organization' }).click()
    await page.getByRole('heading', { name: 'townhall has no module yet' }).waitFor()
    await open('/app/townhall/settings')
    await page.getByLabel('Hide revoked versions').check()
    await page.getByRole('button', { name: 'Save for modules' }).click()
    await page.getByText('The settings for modules are saved.').waitFor()
    await page.getByRole('textbox', { name: 'Name' }).fill('cityhall')
    await page.getByText('Every module gets another address:').waitFor()
    await expectSound()
    await page.getByRole('button', { name: 'Rename to cityhall' }).click()
    await page.waitForURL('**/app/cityhall/settings/profile')
    expect(await page.getByLabel('Hide revoked versions').isChecked()).toBe(true)

    await page.getByRole('link', { name: 'Audit trail' }).click()
    await page.getByLabel('Action').fill('update')
    await page.getByRole('button', { name: 'Show' }).click()
    await page.waitForURL('**/settings/audit?action=update')
    await page.reload()
    await page.getByText('2 changes').waitFor()
    const csv = await page.getByRole('link', { name: 'as CSV' }).getAttribute('href')
    const lines = await page.evaluate(async (href) => (await (await fetch(href)).text()).split('\r\n').length, csv ?? '')
    expect(lines).toBe(4)
    await expectSound()

    await open('/app/settings/sessions')
    await page.getByText('this browser').waitFor()
    await expectSound()

    await open('/app/cityhall/settings')
    const opener = page.getByRole('button', { name: 'Delete the organization' })
    await opener.click()
    const act = page.getByRole('dialog').getByRole('button', { name: 'Delete the organization cityhall' })
    await page.getByRole('dialog').getByRole('textbox').fill('townhall')
    expect(await act.isDisabled()).toBe(true)
    await expectSound()
    await page.keyboard.press('Escape')
    await expect.poll(() => isFocused(opener)).toBe(true)
    await opener.click()
    await page.getByRole('dialog').getByRole('textbox').fill('cityhall')
    await act.click()
    await heading(page, 'Your organizations')
    await page.getByRole('link', { name: 'cityhall' }).waitFor({ state: 'detached' })
  })
})
