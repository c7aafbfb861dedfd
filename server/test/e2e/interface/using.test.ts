// Using a module that was found: its block with chosen inputs, what a constraint selects, the palette, and one document to keep.
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeWithTerraform, init } from '../../support/installed-terraform.ts'
import { describeInChromium, HAND, pasted, visitorsIn } from './chromium.ts'
import { consumerOf, sharedSite } from './site.ts'

const LIST = '/app/acme/registry/private/modules'
const NETWORK = '/app/acme/registry/modules/private/acme/network/aws'

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()

describeInChromium('the web interface, for users of modules', (executable) => {
  const site = sharedSite()
  const { signedIn } = visitorsIn(executable, () => site)

  test('an optional input that is ticked joins the block, and stays through a reload, another tab and Back', async () => {
    const { page, open, expectSound } = await signedIn()
    const block = page.getByRole('region', { name: 'Module block' })
    const filledIn = block.getByText('tags = {}')
    await open(NETWORK)
    await block.getByText('cidr = ""').waitFor()
    expect(await filledIn.count()).toBe(0)
    await page.getByText('Fill in optional inputs').click()
    await page.getByRole('checkbox', { name: 'tags', exact: true }).check()
    await filledIn.waitFor()
    await page.waitForURL(`**${NETWORK}#with=tags`)
    await expectSound()
    await page.reload()
    await filledIn.waitFor()
    expect(await page.getByRole('checkbox', { name: 'tags', exact: true }).isChecked()).toBe(true)
    await page.getByRole('tab', { name: 'Inputs' }).click()
    await page.waitForURL(`**${NETWORK}?tab=inputs#with=tags`)
    await page.getByRole('link', { name: 'cidr', exact: true }).click()
    await page.locator('#input-cidr.highlighted').waitFor()
    await page.getByRole('link', { name: 'Modules', exact: true }).click()
    await heading(page, 'Modules')
    await page.goBack()
    await filledIn.waitFor()
    await page.getByRole('checkbox', { name: 'tags', exact: true }).uncheck()
    await filledIn.waitFor({ state: 'detached' })
  })

  test('a constraint shows the version that the command line chooses, and why not the others', async () => {
    const { page, open, expectSound } = await signedIn()
    const item = (version: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: version }) })
    await open(`${NETWORK}?tab=versions`)
    const field = page.getByRole('textbox', { name: 'Version constraint' })
    expect((await field.boundingBox())?.width).toBeGreaterThan(200)
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
  })

  describeWithTerraform('a constraint on the page', (program) => {
    test('selects what the command line selects', async () => {
      const { page, open } = await signedIn()
      const source = `${new URL(site.url).host}/acme/network/aws`
      const consumer = consumerOf(site, program)
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
    })
  })

  test('the palette finds modules, pages and actions by keyboard, and returns to where the reader was', async () => {
    const { page, open, expectSound } = await signedIn()
    const field = page.getByRole('combobox', { name: 'Search or paste' })
    await open('/app/acme/settings')
    await heading(page, 'General')
    const link = page.getByRole('link', { name: 'Registry' })
    await link.focus()
    await page.keyboard.press('Control+k')
    await field.waitFor()
    await expect.poll(() => field.evaluate((element) => element === document.activeElement), { timeout: 20_000 }).toBe(true)
    await expectSound()
    await page.keyboard.press('Escape')
    await field.waitFor({ state: 'detached' })
    await expect.poll(() => link.evaluate((element) => element === document.activeElement), { timeout: 20_000 }).toBe(true)
    // A page without a filter.
    await page.keyboard.press('/')
    await field.waitFor()
    await page.keyboard.type('netw')
    await page.getByRole('option', { name: 'acme/network/aws' }).waitFor()
    await expectSound()
    await page.keyboard.press('Enter')
    await heading(page, 'network / aws')
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName), { timeout: 20_000 }).toBe('MAIN')
    await page.getByRole('region', { name: 'Module block' }).waitFor()
    await page.keyboard.press('Control+k')
    await field.fill('copy the')
    await page.keyboard.press('Enter')
    await field.waitFor({ state: 'detached' })
    expect(await pasted(page)).toContain('module "network" {')
  })

  test('keys without a modifier leave typing alone, are listed, and can be switched off', async () => {
    const { page, open, expectSound } = await signedIn({ viewport: HAND })
    const keys = page.getByRole('dialog', { name: 'Keys' })
    await open(NETWORK)
    await heading(page, 'network / aws')
    await page.getByRole('tab', { name: 'Readme' }).waitFor()
    await page.keyboard.press('[')
    await page.waitForURL(`**${NETWORK}/1.1.0`)
    await page.keyboard.press(']')
    await page.waitForURL(`**${NETWORK}/1.2.0`)
    await open(LIST)
    await page.getByRole('textbox', { name: 'Search', exact: true }).click()
    await page.keyboard.type('?[/')
    expect(await page.getByRole('textbox', { name: 'Search', exact: true }).inputValue()).toBe('?[/')
    expect(await keys.count()).toBe(0)
    await page.getByRole('button', { name: 'Search or paste' }).focus()
    await page.keyboard.press('?')
    await keys.waitFor()
    await expectSound()
    await keys.getByRole('checkbox').uncheck()
    await page.keyboard.press('Escape')
    await keys.waitFor({ state: 'detached' })
    await page.keyboard.press('?')
    await page.keyboard.press('/')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Search or paste' }).waitFor()
    expect(await keys.count()).toBe(0)
    await expectSound()
  })

  test('whatever is pasted leads to the version that it is about, or is named', async () => {
    const { page, open, expectSound } = await signedIn()
    const { host } = new URL(site.url)
    await open(LIST)
    await heading(page, 'Modules')
    const cases = [
      [`${host}/acme/network/aws`, NETWORK],
      [
        `module "n" {\n  source  = "${host}/acme/network/aws//modules/endpoints"\n  version = "~> 1.0"\n}`,
        `${NETWORK}/1.2.0/submodules/modules/endpoints`,
      ],
      ['git::https://git.example.com/platform/terraform-aws-network.git?ref=v1.0.0', `${NETWORK}/1.0.0`],
      [
        `│ Error: Failed to download module\n│\n│ Failed to retrieve a download URL for\n│ ${host}/acme/network/aws 1.1.0 from ${host}: not found`,
        `${NETWORK}/1.1.0`,
      ],
      [`${site.url}/app/acme/settings`, '/app/acme/settings/profile'],
    ] as const
    for (const [text, path] of cases) {
      await paste(page, text)
      await page.getByRole('listbox', { name: 'Results' }).getByRole('option').first().waitFor()
      await page.keyboard.press('Enter')
      await page.waitForURL(`**${path}`)
    }
    for (const [text, note] of [
      ['registry.elsewhere.example/acme/network/aws', 'which is another registry than this one'],
      [`${host}/acme/nothing/aws`, 'which this registry does not have, or you have no access'],
      ['module "local" {\n  source = "../network"\n}', 'A directory of the configuration itself: ../network'],
      ['https://github.com/acme/terraform-aws-other', 'No module that you can see comes from it'],
    ] as const) {
      await paste(page, text)
      await page.locator('.palette').getByText(note).first().waitFor()
      await expectSound(/status of 404/)
      await page.keyboard.press('Escape')
    }

    await site.api.createOrganization('records')
    const record = { name: 'vpc', provider: 'aws', namespace: 'terraform-aws-modules', 'registry-name': 'public' }
    await site.api.call('POST', '/api/v2/organizations/records/registry-modules', {
      data: { type: 'registry-modules', attributes: record },
    })
    await open('/app/records/registry/private/modules')
    await heading(page, 'Modules')
    await paste(page, 'https://github.com/terraform-aws-modules/terraform-aws-vpc')
    await page.locator('.palette').getByText('No module that you can see comes from it').first().waitFor()
    await expectSound()
  })

  test('a source address in the browser leads to the module, at a version or the latest', async () => {
    const { page, open, expectSound } = await signedIn()
    for (const [path, goal] of [
      ['/acme/network/aws', NETWORK],
      ['/acme/network/aws//modules/endpoints', `${NETWORK}/latest/submodules/modules/endpoints`],
      ['/acme/network/aws/1.0.0', `${NETWORK}/1.0.0`],
      ['/modules/acme/network/aws', NETWORK],
      ['/modules/acme/network/aws/latest', NETWORK],
      ['/modules/acme/network/aws/1.0.0', `${NETWORK}/1.0.0`],
      [`${NETWORK}/latest`, `${NETWORK}/latest`],
    ] as const) {
      await open(path)
      await page.waitForURL(`**${goal}`)
      await page.getByRole('region', { name: 'Module block' }).waitFor()
    }
    await expectSound()
    await open('/acme/nothing/aws')
    await heading(page, 'Not found, or you have no access')
    await page.getByText('acme/nothing/aws, which this registry does not have').waitFor()
    await expectSound(/status of 404/)
    await open('/nothing/here')
    await heading(page, 'Not found, or you have no access')
    await expectSound(/status of 404/)
    await page.getByRole('link', { name: 'Go to the start page' }).click()
    await heading(page, 'Modules')
  })

  test('README, inputs and outputs are one document, to copy and to print', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(NETWORK)
    await page.getByRole('button', { name: 'Copy as Markdown' }).click()
    await page.getByRole('button', { name: 'Copied as Markdown' }).waitFor()
    const markdown = await pasted(page)
    expect(markdown).toContain('# network / aws 1.2.0\n')
    expect(markdown).toContain('| `cidr` | Range of the network \\<script\\>alert(3)\\</script\\> | `string` |')
    expect(markdown).toContain('| `id` | Id of the network |')
    await page.getByRole('link', { name: 'Print view' }).click()
    await page.getByRole('heading', { level: 2, name: 'Outputs' }).first().waitFor()
    await expectSound()
    await page.emulateMedia({ media: 'print' })
    for (const hidden of ['banner', 'contentinfo'] as const) expect(await page.getByRole(hidden).count()).toBe(0)
    expect(await page.getByRole('button').count()).toBe(0)
    for (const shown of ['Creates a network with subnets.', 'How subnets reach the internet', 'Id of the network']) {
      expect(await page.getByText(shown).first().isVisible()).toBe(true)
    }
    const time = page.locator('time').first()
    const exact = await time.getAttribute('data-exact')
    expect(await time.evaluate((element) => getComputedStyle(element, '::after').content)).toContain(exact)
  })

  test('a version that the client does not run is chosen all the same, and the page names one that runs', async () => {
    const { page, open, expectSound } = await signedIn()
    const item = (version: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: version }) })
    const gated = '/app/vault/registry/modules/private/vault/gated/null'
    await open(gated)
    const block = page.getByRole('region', { name: 'Module block' })
    await block.getByText('password = var.password').waitFor()
    await block.getByText('variable "password" {').waitFor()
    await open(`${gated}?tab=versions`)
    await page.getByRole('textbox', { name: 'Version constraint' }).fill('~> 1.0')
    await page.getByRole('textbox', { name: 'Terraform or OpenTofu' }).fill('1.5.7')
    await item('1.1.0').getByText('Chosen, and then not run. It requires Terraform >= 1.6, < 3.0.').waitFor()
    await page
      .getByRole('status')
      .filter({ hasText: 'would choose 1.1.0. 1.5.7 does not run it. The newest that it runs is 1.0.0.' })
      .waitFor()
    await page.getByRole('textbox', { name: 'Terraform or OpenTofu' }).fill('1.6.0')
    await item('1.1.0').getByText('Chosen: the newest that fits.').waitFor()
    await expectSound()
  })

  test('an error of terraform init that is pasted leads to a diagnosis, which names the step that fails', async () => {
    const { page, open, expectSound } = await signedIn()
    const { host } = new URL(site.url)
    await open(LIST)
    await heading(page, 'Modules')
    await paste(page, `Error: Failed to download module ${host}/acme/network/aws 9.9.9 for network`)
    await page.getByRole('option', { name: 'Diagnose this error' }).click()
    await heading(page, 'Diagnose')
    const source = page.getByRole('textbox', { name: 'Source of the module' })
    expect(await source.inputValue()).toBe(`${host}/acme/network/aws`)
    const diagnose = page.getByRole('button', { name: 'Diagnose' })
    await diagnose.click()
    await page.getByRole('heading', { name: 'cannot be installed' }).waitFor()
    await page.getByText('The registry has no version 9.9.9. It has').waitFor()
    await expectSound()
    await page.getByRole('textbox', { name: 'Version' }).fill('1.2.0')
    await diagnose.click()
    await page.getByRole('heading', { name: `${host}/acme/network/aws can be installed` }).waitFor()
    await page.getByText('as its server announces').waitFor()
    await source.fill('')
    await diagnose.click()
    await page.getByText('This must not be empty.').waitFor()
    expect(await source.evaluate((field) => field === document.activeElement)).toBe(true)
    await expectSound()
  })
})

/** Into the palette, as the clipboard gives it: with its lines. */
async function paste(page: Page, text: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Search or paste' }).waitFor({ state: 'detached' })
  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox', { name: 'Search or paste' })
  await field.fill('')
  await field.evaluate((element, data) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', data)
    const isTaken = !element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    // Scripts cannot do what the browser does by itself.
    if (!isTaken) document.execCommand('insertText', false, data)
  }, text)
}
