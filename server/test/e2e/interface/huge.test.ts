// Modules that are larger than any that people write by hand: the page stays usable.
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { openDatabase, type Queries } from '../../../src/database/index.ts'
import { newId } from '../../../src/kernel/index.ts'
import { refreshModule } from '../../../src/registry-modules/changes/refresh-module.ts'
import { newVersion } from '../../../src/registry-modules/registry-module/new-version.ts'
import { insertVersions, versionsOf } from '../../../src/registry-modules/registry-module/version-rows.ts'
import { describeInChromium, visitorsIn } from './chromium.ts'
import { MANY_INPUTS, NESTING } from './module-files.ts'
import { type Site, sharedSite } from './site.ts'

const GIANTS = '/app/giants/registry/modules/private/giants'
const MANY_VERSIONS = 1000

describeInChromium('the web interface, with huge modules', (executable) => {
  const site = sharedSite()
  const { signedIn } = visitorsIn(executable, () => site)
  beforeAll(() => addVersions(site))

  test('one of 1,000 inputs is found by its name, and by its address', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${GIANTS}/huge/null?tab=inputs`)
    await page.getByRole('status').filter({ hasText: '1,000 inputs' }).waitFor()
    expect(
      await page
        .getByRole('listitem')
        .filter({ has: page.getByRole('heading', { level: 3 }) })
        .count(),
    ).toBe(MANY_INPUTS)
    await page.getByLabel('Filter inputs').fill('number 777 of')
    await page.getByRole('status').filter({ hasText: '1 of 1,000 inputs' }).waitFor()
    expect(await page.locator('.item').count()).toBe(1)
    await expectSound()
    await page.getByLabel('Filter inputs').fill('')
    await open(`${GIANTS}/huge/null?tab=inputs#input-input_998`)
    await page.waitForFunction(() => {
      const box = document.querySelector('#input-input_998.highlighted')?.getBoundingClientRect()
      return box !== undefined && box.top > 48 && box.bottom < innerHeight
    })
  })

  test('a type that is nested 20 deep is folded, and opens', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${GIANTS}/huge/null?tab=inputs`)
    await page.getByLabel('Filter inputs').fill('nested')
    const nested = page.locator('#input-nested')
    const whole = nested.locator('pre')
    await nested.getByText('Type').waitFor()
    expect(await whole.isVisible()).toBe(false)
    await nested.locator('summary').click()
    await whole.waitFor()
    expect((await whole.textContent())?.match(/part = /g)).toHaveLength(NESTING)
    await expectSound()
  })

  test('one of 1,000 versions is chosen by typing it, and by a constraint', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${GIANTS}/many/null?tab=versions`)
    await page.getByRole('heading', { name: '1.x 1000' }).waitFor()
    await page.getByRole('textbox', { name: 'Version constraint' }).fill('~> 1.500.0')
    await page.getByText('Chosen: the newest that fits.').waitFor()
    await page.getByRole('status').filter({ hasText: 'would choose 1.500.0.' }).waitFor()
    await page.getByRole('combobox', { name: 'Version' }).fill('1.777')
    await page.getByRole('option', { name: '1.777.0' }).click()
    await page.waitForURL(`**${GIANTS}/many/null/1.777.0?tab=versions*`)
    await page.getByRole('tab', { name: 'Readme' }).click()
    await page.getByText('222 versions behind 1.999.0.').waitFor()
    await expectSound()
  })
})

/** Its imports would take minutes: the others share the archive of the first. */
async function addVersions({ api, dataDirectory }: Site): Promise<void> {
  const path = '/api/v2/organizations/giants/registry-modules/private/giants/many/null'
  const { data } = JSON.parse((await api.call('GET', path)).body)
  const database = await openDatabase({ kind: 'sqlite', file: join(dataDirectory, 'terrace.sqlite') })
  try {
    const [first] = await versionsOf(database.queries, [data.id])
    if (first === undefined) throw new Error('giants/many/null has no version')
    const others = Array.from({ length: MANY_VERSIONS - 1 }, (_, index) => {
      const version = `1.${index + 1}.0`
      const { versionSort } = newVersion(data.id, { version, source: 'git', now: 0 })
      return { ...first, id: newId('registry-module-version'), version, versionSort, tag: `v${version}` }
    })
    await database.queries.transaction().execute(async (tx: Queries) => {
      await insertVersions(tx, others)
      await refreshModule(tx, data.id)
    })
  } finally {
    await database.close()
  }
}
