// Finding modules by what they take, return and create, in a real browser.
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeInChromium, HAND, visitorsIn } from './chromium.ts'
import { sharedSite } from './site.ts'

const LIST = '/app/acme/registry/private/modules'
const NETWORK = '/app/acme/registry/modules/private/acme/network/aws'

const counted = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor()

describeInChromium('the search of the web interface', (executable) => {
  const site = sharedSite()
  const { signedIn } = visitorsIn(executable, () => site)

  test('an input leads to its place on the page of the module or submodule, and Back to the hits', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(LIST)
    await counted(page, '3 modules')
    await page.keyboard.press('/')
    await page.keyboard.type('range of the netw')
    await page.waitForURL('**/modules?q=range*')
    await counted(page, '1 module')
    await expectSound()
    await page.getByRole('link', { name: 'input cidr' }).click()
    await page.waitForURL(`**${NETWORK}?tab=inputs#input-cidr`)
    await page.locator('#input-cidr.highlighted').waitFor()
    await page.goBack()
    await counted(page, '1 module')
    expect(await page.getByRole('textbox', { name: 'Search' }).inputValue()).toBe('range of the netw')

    await page.getByRole('textbox', { name: 'Search' }).fill('service')
    await page.getByText('in modules/endpoints').waitFor()
    await page.getByRole('link', { name: 'input service' }).click()
    await page.waitForURL(`**${NETWORK}/1.2.0/submodules/modules/endpoints?tab=inputs#input-service`)
    await page.locator('#input-service.highlighted').waitFor()
  })

  test('a misspelled word finds what was meant, and a qualifier that is wrong says what it takes', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(`${LIST}?q=netwrok`)
    await counted(page, '1 module · Did you mean network?')
    await expectSound()
    await page.getByRole('link', { name: 'network', exact: true }).click()
    await page.waitForURL('**/modules?q=network')
    await open(`${LIST}?q=status:brokn`)
    await page.getByRole('status').filter({ hasText: 'status: has "brokn", but takes pending' }).waitFor()
    await open(`${LIST}?q=nothing-like-this`)
    await page.getByText('No module matches “nothing-like-this”').waitFor()
    await expectSound(/status of 422/)
    await page.getByRole('link', { name: 'Clear the search' }).click()
    await counted(page, '3 modules')
    await open(`${LIST}?q=%7B%22a%22:1%7D&sort=bogus`)
    await counted(page, '3 modules')
    expect(await page.getByRole('textbox', { name: 'Search' }).inputValue()).toBe('')
    await open(`${LIST}?q=%25`)
    await counted(page, '“%” has nothing to search for. 3 modules')
    await open(`${LIST}?page=99`)
    await page.getByText('The list has no page 99.').waitFor()
    await expectSound()
    await page.getByRole('link', { name: 'Go to the list' }).click()
    await page.getByRole('list', { name: 'Modules' }).waitFor()
  })

  test('facets narrow the list, stand in the address, and Back takes them off again', async () => {
    const { page, open, expectSound } = await signedIn()
    await open(LIST)
    const labels = page.getByRole('checkbox', { name: 'null 2' })
    await labels.check()
    await page.waitForURL(/provider=%22null%22$/)
    await counted(page, '2 modules')
    await page.getByRole('checkbox', { name: 'No release tag 1' }).check()
    await counted(page, '1 module')
    await expectSound()
    await page.reload()
    await counted(page, '1 module')
    await page.goBack()
    await counted(page, '2 modules')
    await page.goBack()
    await counted(page, '3 modules')
    expect(await labels.isChecked()).toBe(false)
    await open(`${LIST}?provider=null&status=failed`)
    await page.getByText('No module matches these filters').waitFor()
  })

  test('the keyboard alone goes from the search to a hit, also where the page is narrow', async () => {
    const { page, open, expectSound } = await signedIn({ viewport: HAND, colorScheme: 'dark' })
    await open(LIST)
    await counted(page, '3 modules')
    await page.keyboard.press('/')
    await page.keyboard.type('label')
    await counted(page, '1 module')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/acme/label/null')
    await page.goBack()
    await page.getByText('Filters').click()
    await page.getByRole('checkbox', { name: 'null 1' }).check()
    await page.getByText('Filters (1 chosen)').waitFor()
    await expectSound()
  })
})
