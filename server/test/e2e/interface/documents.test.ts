// README, changelog and source of a version, in a real browser.
import { expect, test } from 'vitest'
import { describeInChromium, HAND, pasted, visitorsIn } from './chromium.ts'
import { DOCUMENTED, PICTURE, TAG_MESSAGE } from './module-files.ts'
import { type Site, sharedSite } from './site.ts'

const MODULE = '/app/library/registry/modules/private/library/documented/aws'
const SOURCE = `${MODULE}/1.1.0/source`
describeInChromium('the documents of a module, in the web interface', (executable) => {
  const site = sharedSite()
  const { signedIn } = visitorsIn(executable, () => site)

  test('a hostile README runs nothing, loads nothing from elsewhere, and covers nothing', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(MODULE)
    await page.getByRole('heading', { level: 2, name: 'Documented' }).waitFor()
    await page.getByText('Paragraph of a stranger').click()
    await page.getByText('a link that leads nowhere').click()
    await page.getByRole('link', { name: 'External image: badges.elsewhere.example' }).waitFor()
    const picture = page.getByRole('img', { name: 'net' })
    await expect.poll(async () => await picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(120)
    expect(await page.locator('.document').locator('script, iframe, svg, style, form, [style], [onclick], [onerror]').count()).toBe(0)
    // A file that does not exist, which the author named.
    await expectSound(/status of 404/)
  })

  test('images of other hosts are asked for when the organization allows them, and only then', async () => {
    const { page, open } = await signedIn()
    const asked: string[] = []
    await page.route('https://badges.elsewhere.example/**', async (route) => {
      asked.push(`${route.request().url()} from ${route.request().headers()['referer'] ?? 'nowhere'}`)
      await route.fulfill({ contentType: 'image/svg+xml', body: PICTURE })
    })
    await allowRemoteImages(site, true)
    await open(MODULE)
    await page.getByRole('img', { name: 'badge' }).waitFor()
    await expect.poll(() => asked).toEqual(['https://badges.elsewhere.example/b.svg from nowhere'])
    await allowRemoteImages(site, false)
    await page.reload()
    await page.getByRole('link', { name: 'External image: badges.elsewhere.example' }).waitFor()
    expect(asked).toHaveLength(1)
  })

  test('links lead to headings and to the source, without a new page; an address with a heading shows it', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(MODULE)
    await page.evaluate(() => Object.assign(window, { isSame: true }))
    await page.getByRole('link', { name: 'usage', exact: true }).click()
    await page.waitForURL(`**${MODULE}#usage`)
    const shown = (name: string) =>
      page.waitForFunction((id) => {
        const box = document.querySelector(`#user-content-${id}`)?.getBoundingClientRect()
        return box !== undefined && box.top >= 48 && box.bottom < innerHeight
      }, name)
    await shown('usage')
    await page.getByRole('link', { name: 'configuration' }).click()
    await page.waitForURL(`**${SOURCE}/main.tf`)
    await page.getByRole('heading', { level: 2, name: 'main.tf' }).waitFor()
    expect(await page.evaluate(() => 'isSame' in window)).toBe(true)
    await page.goBack()
    await page.getByRole('heading', { level: 2, name: 'Documented' }).waitFor()
    // What terraform-docs wrote is folded, and opens for a link into it.
    expect(await page.getByText('Generated documentation').count()).toBe(1)
    await open(`${MODULE}#inputs`)
    await page.getByRole('columnheader', { name: 'Description' }).waitFor()
    await shown('inputs')
    await open(`${MODULE}/1.1.0/submodules/modules/endpoints`)
    await page.getByRole('heading', { level: 2, name: 'Endpoints' }).waitFor()
    await page.getByRole('link', { name: 'root' }).click()
    await page.waitForURL(`**${SOURCE}/main.tf`)
    await expectSound(/status of 404/)
  })

  test('the changelog shows what this version changed first', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${MODULE}?tab=changelog`)
    const section = page.locator('section').filter({ has: page.getByRole('heading', { name: 'What 1.1.0 changed' }) })
    await section.getByText('Something new').waitFor()
    expect(await section.getByText('First', { exact: true }).count()).toBe(0)
    const ofTag = page.locator('section').filter({ has: page.getByRole('heading', { name: 'What the tag v1.1.0 says' }) })
    expect(await ofTag.getByRole('paragraph').textContent()).toBe(TAG_MESSAGE)
    await page.getByText('The whole changelog').click()
    await page.getByText('First', { exact: true }).waitFor()
    await expectSound()
  })

  test('the tree of files is used with the keyboard alone', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${MODULE}?tab=source`)
    await page.getByRole('treeitem', { name: 'docs' }).focus()
    const focused = () => page.evaluate(() => document.activeElement?.textContent)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await expect.poll(focused).toBe('guide.md')
    await page.keyboard.press('ArrowLeft')
    await expect.poll(focused).toBe('docs')
    await page.keyboard.press('ArrowLeft')
    await page.getByRole('treeitem', { name: 'guide.md' }).waitFor({ state: 'detached' })
    await page.keyboard.press('End')
    await expect.poll(focused).toBe('README.md')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**${SOURCE}/main.tf`)
    await page.getByRole('treeitem', { name: 'main.tf', selected: true }).waitFor()
    await expectSound()
  })

  test('lines have addresses: a click names one, another with Shift names a range, and the page shows them', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${SOURCE}/main.tf`)
    await page.locator('.line .code-comment').first().waitFor()
    await page.locator('a[data-line="3"]').click()
    await page.waitForURL(`**${SOURCE}/main.tf#L3`)
    await page.locator('a[data-line="5"]').click({ modifiers: ['Shift'] })
    await page.waitForURL(`**${SOURCE}/main.tf#L3-L5`)
    expect(await page.locator('.line.highlighted').count()).toBe(3)
    await page.getByLabel('Go to line').fill('90-92')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**${SOURCE}/main.tf#L90-L92`)
    await open(`${SOURCE}/main.tf#L100-L110`)
    await page.waitForFunction(() => {
      const lines = [...document.querySelectorAll('.line.highlighted')]
      const box = lines[0]?.getBoundingClientRect()
      return lines.length === 11 && box !== undefined && box.top > 48 && box.bottom < innerHeight
    })
    await page.getByRole('button', { name: 'Copy main.tf' }).click()
    await page.getByRole('button', { name: 'Copied main.tf' }).waitFor()
    expect(await pasted(page)).toBe(DOCUMENTED['main.tf'])
    await expectSound()
  })

  test('images are shown, and what is large, binary or missing says so', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${SOURCE}/docs/net.svg`)
    const picture = page.getByRole('img', { name: 'net.svg' })
    await expect.poll(async () => await picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(120)
    await expectSound()
    await open(`${SOURCE}/files/data.bin`)
    await page.getByText('This file is not text.').waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download' }).click()])
    expect(download.suggestedFilename()).toBe('data.bin')
    await expectSound()
    await open(`${SOURCE}/files/large.txt`)
    await page.getByText('Only the beginning is shown.').waitFor()
    await expectSound()
    await open(`${SOURCE}/${encodeURIComponent('files/<img src=x onerror=alert(6)>.txt').replaceAll('%2F', '/')}`)
    await page.getByRole('heading', { level: 2, name: 'files/<img src=x onerror=alert(6)>.txt' }).waitFor()
    await page.getByText('odd').waitFor()
    await expectSound()
    await open(`${SOURCE}/nothing.tf`)
    await page.getByText('Version 1.1.0 has no file nothing.tf.').waitFor()
    await open(`${SOURCE}/docs`)
    await page.getByText('Choose a file of docs.').waitFor()
    await page.getByRole('treeitem', { name: 'guide.md' }).waitFor()
    await expectSound()
  })

  test('documents and source are sound in the dark theme and in a hand', async () => {
    const { page, open, expectSound } = await signedIn({ colorScheme: 'dark', viewport: HAND })
    const screens = [
      [MODULE, 'Documented'],
      [`${MODULE}?tab=changelog`, 'What 1.1.0 changed'],
      [`${MODULE}?tab=source`, 'Files'],
      [`${SOURCE}/main.tf#L2-L4`, 'main.tf'],
    ] as const
    for (const [path, title] of screens) {
      await open(path)
      await page.getByRole('heading', { level: 2, name: title }).waitFor()
      await expectSound(/status of 404/)
    }
  })
})

async function allowRemoteImages({ api }: Site, allowed: boolean): Promise<void> {
  const data = { type: 'organizations', attributes: { 'allow-remote-images': allowed } }
  expect((await api.call('PATCH', '/api/v2/organizations/library', { data })).status).toBe(200)
}
