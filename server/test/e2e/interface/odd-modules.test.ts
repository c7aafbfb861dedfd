// What readers stumbled over: odd modules, and what a page must say about them.
import { beforeAll, expect, test } from 'vitest'
import { describeInChromium, HAND, visitorsIn } from './chromium.ts'
import { type Site, sharedSite } from './site.ts'

const MODULES = '/app/curios/registry/modules/private/curios'
const ODD = `${MODULES}/odd/null`
const API = '/api/v2/organizations/curios/registry-modules/private/curios/odd/null'

describeInChromium('the web interface, for odd modules', (executable) => {
  const site = sharedSite()
  const { signedIn } = visitorsIn(executable, () => site)
  beforeAll(() => revokeFirst(site))

  test('what is typed into the version select replaces the version shown', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${ODD}?tab=inputs`)
    const select = page.getByRole('combobox', { name: 'Version' })
    await select.click()
    await page.keyboard.type('1.0')
    await page.getByRole('option', { name: '1.0.0' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**${ODD}/1.0.0?tab=inputs`)
    await page.getByRole('option').first().waitFor({ state: 'hidden' })
    await expectSound()
  })

  test('a revoked version offers no block, but the version that replaces it', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${ODD}/1.0.0`)
    await page.getByText('Revoked. It leaks secrets. New downloads are refused. Use 2.0.0 instead.').waitFor()
    await page.getByRole('heading', { name: 'About 1.0.0' }).waitFor()
    await page.getByRole('tab', { name: 'Inputs 2' }).waitFor()
    expect(await page.getByRole('region', { name: 'Module block' }).count()).toBe(0)
    await page.getByRole('tab', { name: 'Inputs' }).click()
    await page.locator('#input-zone').waitFor()
    expect(await page.getByRole('checkbox').count()).toBe(0)
    await expectSound()
    await page.getByRole('link', { name: '2.0.0', exact: true }).click()
    await page.waitForURL(`**${ODD}/2.0.0?tab=inputs`)
    await page.getByRole('checkbox', { name: 'Fill in zone' }).check()
    await page.getByRole('region', { name: 'Module block' }).getByText('zone = ""').waitFor()
  })

  test('descriptions are Markdown, whose links lead to the web alone', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${ODD}?tab=inputs`)
    const input = page.locator('#input-subnets')
    await input.getByRole('listitem').filter({ hasText: 'cidr: range of it' }).waitFor()
    expect(await input.getByRole('listitem').locator('code').allInnerTexts()).toEqual(['cidr'])
    expect(await input.getByRole('link', { name: 'the guide' }).getAttribute('href')).toBe('https://example.com/guide')
    await input.getByText('[a trap](javascript:alert(1))').waitFor()
    await expectSound()
  })

  test('an example is code to copy, with the address of the module', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${ODD}/2.0.0/examples/examples/basic`)
    const code = page.getByRole('region', { name: 'main.tf' })
    await code.waitFor()
    const host = new URL(site.url).host
    expect(await code.innerText()).toBe(
      `module "odd" {\n  source  = "${host}/curios/odd/null"\n  version = "~> 2.0"\n  subnets = {}\n}\n\n` +
        `module "part" {\n  source  = "${host}/curios/odd/null//modules/part"\n  version = "~> 2.0"\n}\n`,
    )
    expect(await page.getByRole('region', { name: 'Module block' }).count()).toBe(0)
    await expectSound()
  })

  test('a page says which Terraform a version needs, and each version its checksum', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${ODD}?tab=versions`)
    await page.getByRole('region', { name: 'About 2.0.0' }).getByText('>= 1.5').waitFor()
    const { body } = await site.api.call('GET', `${API}/versions`)
    const checksums: string[] = JSON.parse(body).data.map((version: Listed) => version.attributes['archive-checksum'])
    expect(checksums).toHaveLength(2)
    for (const checksum of checksums) await page.getByRole('listitem').getByTitle(checksum).waitFor()
    await page.getByRole('textbox', { name: 'Version constraint' }).fill('< 2')
    await page.getByRole('link', { name: 'Show 1.0.0' }).click()
    await page.waitForURL(`**${ODD}/1.0.0?tab=versions#constraint=**`)
    await expectSound()
  })

  test('a narrow page shows every tab, breaks long words, and leads to the block below a README', async () => {
    const { page, open, expectSound } = await signedIn({ viewport: HAND })
    await open(ODD)
    await page.getByRole('heading', { name: 'Odd' }).waitFor()
    await expectSound()
    for (const tab of await page.getByRole('tab').all()) {
      const box = await tab.boundingBox()
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390)
    }
    await page.getByRole('link', { name: 'Use this module' }).click()
    await page.waitForFunction(() => {
      const { top = -1 } = document.querySelector('#usage')?.getBoundingClientRect() ?? {}
      return top >= 0 && top < window.innerHeight
    })
  })

  test('what a module needs is drawn, with what its examples and submodules need', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${ODD}/2.0.0/examples/examples/basic?tab=dependencies`)
    const graph = page.getByRole('region', { name: 'Graph of dependencies' })
    await graph.getByRole('link', { name: 'modules/part' }).waitFor()
    expect(await graph.getByRole('listitem').allInnerTexts()).toEqual([
      'examples/basic\nin this package',
      'odd\nin this package',
      'modules/part\nin this package',
      'hashicorp/random\n>= 3.0',
    ])
    await expectSound()
    await graph.getByRole('link', { name: 'odd', exact: true }).click()
    await page.waitForURL(`**${ODD}/2.0.0?tab=dependencies`)
    await page.getByRole('table').first().waitFor()
    // It calls nothing: the list says it all.
    expect(await graph.count()).toBe(0)
  })

  test('the changelog ends with the commits since the version before', async () => {
    const { page, open, expectSound } = await signedIn()
    await expect
      .poll(async () => JSON.parse((await site.api.call('GET', `${API}/versions/2.0.0/commits`)).body).data.attributes.total)
      .toBe(2)
    await open(`${ODD}?tab=changelog`)
    const commits = page.getByRole('group').filter({ hasText: '2 commits since 1.0.0' })
    await commits.getByText('Empty the outputs').waitFor()
    expect(await commits.getByRole('listitem').locator('span:not(.subtle)').allInnerTexts()).toEqual([
      'Empty the outputs',
      'Speak <b>up</b>',
    ])
    await expectSound()
  })

  test('a module without a usable version does not blame the repository', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${MODULES}/broken/null`)
    await page.getByText('Set-up failed. None of its tags became a version.').waitFor()
    await expectSound()
  })
})

interface Listed {
  attributes: { 'archive-checksum': string }
}

/** Once per file: a version that is revoked stays so. */
async function revokeFirst({ api }: Site): Promise<void> {
  const change = async (attributes: object) => {
    const { status, body } = await api.call('PATCH', `${API}/1.0.0`, { data: { type: 'module-versions', attributes } })
    if (status !== 200) throw new Error(body)
  }
  await change({ deprecation: { 'deprecated-status': 'Deprecated', reason: 'old' } })
  await change({ revocation: { status: 'Revoked', message: 'It leaks secrets.', replacement: '2.0.0' } })
}
