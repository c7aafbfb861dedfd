// Publishing from a git host: what can be published, what becomes of every tag, and what to do where something fails.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FakeHost } from '../../vcs/fakes/fake-host.ts'
import { FakeGitea } from '../../vcs/fakes/gitea.ts'
import { describeInChromium, HAND, visitorsIn } from './chromium.ts'
import { BROKEN, LABEL, NETWORK } from './module-files.ts'
import { sharedSite } from './site.ts'

const ORGANIZATION = 'press'
const LIST = `/app/${ORGANIZATION}/registry/private/modules`
const ADD = `/app/${ORGANIZATION}/registry/modules/add`
const modulePage = (name: string) => `**/app/${ORGANIZATION}/registry/modules/private/${ORGANIZATION}/${name}`

function candidate(page: Page, identifier: string): Locator {
  return page.getByRole('listitem').filter({ hasText: identifier })
}

function log(page: Page, tag: string): Locator {
  return page.getByRole('region', { name: 'Versions of this import' }).getByRole('listitem').filter({ hasText: tag })
}

describeInChromium('the web interface, for whoever publishes', (executable) => {
  const site = sharedSite()
  const { signedIn } = visitorsIn(executable, () => site)
  let host: FakeHost
  beforeAll(async () => {
    host = await new FakeGitea(async (url, { headers, body }) => await fetch(url, { method: 'POST', headers, body })).start()
    await site.api.createOrganization(ORGANIZATION)
    await site.api.connect(ORGANIZATION, host.tokenConnection() as { 'http-url': string })
  })
  afterAll(() => host?.close())

  test('an empty registry leads to the list of repositories, and from a ready one to its module', async () => {
    const vpc = await host.createRepository('platform/terraform-aws-vpc', {
      commit: { files: NETWORK, tags: ['latest', 'v0.9.0', 'v1.0.0'] },
    })
    await vpc.git.commit({ files: { 'more.tf': '' }, tags: ['v1.1.0', '1.1.0'] })
    await host.createRepository('platform/modules', { commit: { files: NETWORK, tags: ['v1.0.0'] } })
    await host.createRepository('platform/terraform-null-untagged', { commit: { files: LABEL } })
    const { page, open, expectSound } = await signedIn()
    await open(LIST)
    await page.getByRole('link', { name: 'Publish the first module' }).click()
    await candidate(page, 'platform/terraform-aws-vpc').getByText('Ready').waitFor()
    await candidate(page, 'terraform-null-untagged').getByText('git tag v0.1.0').waitFor()
    await candidate(page, 'platform/modules').getByText('set name and provider').waitFor()
    await expectSound()
    await page.getByRole('textbox', { name: 'Filter' }).fill('aws')
    await page.getByText('1 repository', { exact: true }).waitFor()
    await page.reload()
    await page.getByText('1 repository', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Add a connection' }).click()
    await page.getByRole('heading', { level: 1, name: 'Add a VCS provider' }).waitFor()
    expect(new URL(page.url()).searchParams.get('return_to')).toMatch(new RegExp(`^${ADD}\\?.*q=aws`))
    await page.goBack()
    await page.getByRole('link', { name: 'Select platform/terraform-aws-vpc' }).click()
    await page.getByText('3 tags become versions, 2 do not.').waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('main')
    await page.getByRole('textbox', { name: 'Name' }).fill('not one')
    await page.getByText('Names have letters, digits, - and _').waitFor()
    await page.getByRole('textbox', { name: 'Name' }).fill('vpc')
    await page.getByText('Its address will be').waitFor()
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('vpc')
    await page.getByText('2 tags without a version').click()
    await page.getByText('already comes from the tag 1.1.0').waitFor()
    await expectSound()
    await page.getByRole('button', { name: 'Publish module' }).click()
    await page.waitForURL(modulePage('vpc/aws'))
    await page.getByRole('heading', { level: 1, name: 'vpc / aws' }).waitFor()
    await page.getByRole('tab', { name: 'Inputs' }).waitFor()
    await expectSound()
  })

  test('a directory and a tag prefix choose one of several modules, and what was typed survives leaving the page', async () => {
    const mono = await host.createRepository('platform/modules-of-many', {
      commit: { files: { 'README.md': '', 'dns/README.md': '' }, tags: ['v1.0.0', 'dns/v1.0.0'] },
    })
    await mono.git.commit({ files: { 'dns/main.tf': '' }, tags: ['dns/v2.0.0'] })
    const { page, open, expectSound } = await signedIn({ viewport: HAND })
    await open(ADD)
    await page.getByRole('textbox', { name: 'Repository' }).fill(`${host.url}/platform/nowhere`)
    await page.getByRole('button', { name: 'Select repository' }).click()
    await page.getByText('The connection cannot read platform/nowhere.').waitFor()
    await page.getByRole('textbox', { name: 'Repository' }).fill(`${host.url}/platform/modules-of-many.git`)
    await page.getByRole('button', { name: 'Select repository' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('dns')
    await page.getByRole('textbox', { name: 'Provider' }).fill('aws')
    await page.getByRole('textbox', { name: 'Tag prefix' }).fill('dns/')
    await page.getByText('there is no Terraform configuration (*.tf) in the root', { exact: false }).first().waitFor()
    await page.getByRole('combobox', { name: 'Directory' }).selectOption('dns')
    await page.getByText('1 tag becomes a version, 2 do not.').waitFor()
    await expectSound()
    await open(LIST)
    await page.goBack()
    await page.getByText('1 tag becomes a version, 2 do not.').waitFor()
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('dns')
    await page.getByRole('button', { name: 'Publish module' }).click()
    await page.waitForURL(modulePage('dns/aws'))
    await mono.git.commit({ files: { 'logs/main.tf': '', 'iam/main.tf': '' }, tags: ['logs/v1.0.0'] })
    await page.goBack()
    await page.getByRole('link', { name: 'Publish several modules of this repository' }).click()
    for (const directory of ['dns', 'iam', 'logs']) await page.getByRole('checkbox', { name: directory, exact: true }).check()
    expect(await page.getByRole('textbox', { name: 'Tag prefix' }).last().inputValue()).toBe('logs/')
    await page.getByRole('textbox', { name: 'Provider of all of them' }).fill('aws')
    await expectSound()
    await page.getByRole('button', { name: 'Publish 3 modules' }).click()
    await page.getByText('has already been published').waitFor()
    await page.getByRole('link', { name: 'Watch the import of iam/aws' }).waitFor()
    await page.getByRole('link', { name: 'Watch the import of logs/aws' }).click()
    await page.waitForURL(modulePage('logs/aws'))
  })

  test('a tag that cannot be read names file and line, and is imported once it is mended', async () => {
    const queue = await host.createRepository('platform/terraform-aws-queue', { commit: { files: LABEL, tags: ['v1.0.0', 'nightly'] } })
    await queue.git.commit({ files: BROKEN, tags: ['v1.1.0'] })
    const { page, open, expectSound } = await signedIn()
    await open(`${ADD}?step=settings&connection=${await connection()}&identifier=platform%2Fterraform-aws-queue`)
    await page.getByRole('button', { name: 'Publish module' }).click()
    await log(page, 'v1.1.0').getByText('Could not read').waitFor()
    await page.getByText('1 of 2 versions ready, 1 failed, 1 other tag ignored.').first().waitFor()
    const atHost = log(page, 'v1.1.0').getByRole('link', { name: 'at the host' })
    expect(await atHost.getAttribute('href')).toMatch(/\/src\/commit\/[0-9a-f]{40}\/broken\.tf#L2$/)
    await expectSound()
    await log(page, 'v1.1.0').getByRole('link', { name: 'broken.tf:2' }).click()
    await page.waitForURL(/\/queue\/aws\/1\.1\.0\/source\/broken\.tf#L2$/)
    await page.getByText('1.1.0 could not be imported.').waitFor()
    await page.getByRole('heading', { level: 2, name: 'broken.tf' }).waitFor()
    await expectSound()
    await page.getByRole('link', { name: 'Back to queue 1.1.0' }).click()
    await page.getByRole('tab', { name: 'Source', exact: true }).click()
    await page.getByRole('treeitem', { name: 'broken.tf' }).click()
    await page.waitForURL(/\/1\.1\.0\/source\/broken\.tf$/)
    await page.goBack()
    await page.goBack()
    await page.goBack()
    await page.goBack()
    await log(page, 'v1.0.0').getByText('Ready').waitFor()
    await page.reload()
    await log(page, 'v1.0.0').getByText('Ready').waitFor()
    await queue.git.tag('v1.1.0', await queue.git.commit({ files: { 'broken.tf': null } }))
    await page.getByRole('button', { name: 'Retry v1.1.0' }).click()
    await page.waitForURL(modulePage('queue/aws'))
  })

  test('without a webhook the module is published all the same; once deleted, it is restored', async () => {
    await host.createRepository('platform/terraform-aws-sealed', { admin: false, commit: { files: LABEL, tags: ['v1.0.0'] } })
    const { page, open, expectSound } = await signedIn()
    const settings = `${ADD}?step=settings&connection=${await connection()}&identifier=platform%2Fterraform-aws-sealed`
    await open(settings)
    await page.getByRole('button', { name: 'Publish module' }).click()
    await page.getByText('New tags need Resync until the webhook works.').waitFor()
    await page.getByText('Set it up by hand').click()
    await page.getByRole('button', { name: 'Create a secret' }).click()
    await page.getByRole('region', { name: 'Secret, shown once' }).waitFor()
    await expectSound()
    await page.getByRole('link', { name: 'Open sealed/aws' }).click()
    await page.waitForURL(modulePage('sealed/aws'))
    await open(LIST)
    await page.getByRole('link', { name: 'sealed' }).waitFor()
    const path = `/api/v2/organizations/${ORGANIZATION}/registry-modules/private/${ORGANIZATION}/sealed/aws`
    expect((await site.api.call('DELETE', path)).status).toBe(204)
    await open(settings)
    await page.getByRole('button', { name: 'Restore sealed/aws' }).waitFor()
    await expectSound()
    await page.getByRole('button', { name: 'Restore sealed/aws' }).click()
    await page.waitForURL(modulePage('sealed/aws'))
    await page.getByRole('heading', { level: 1, name: 'sealed' }).waitFor()
  })

  test('a folder is packed in the browser and checked; once it is mended, the same version is uploaded again', async () => {
    const folder = join(site.directory, 'uploaded')
    await mkdir(join(folder, 'modules/inner'), { recursive: true })
    await writeFile(join(folder, 'modules/inner/main.tf'), 'variable "inner" {}\n')
    await writeFile(join(folder, 'main.tf'), 'variable "open" {\n')
    const { page, open, expectSound } = await signedIn()
    await open(ADD)
    await page.getByRole('link', { name: 'Upload without a repository' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('packed')
    await page.getByRole('textbox', { name: 'Provider' }).fill('null')
    await page.getByRole('textbox', { name: 'Version' }).fill('1.0.0')
    await page.getByRole('button', { name: 'Upload version' }).click()
    await page.getByText('Choose a folder or a .tar.gz first.').waitFor()
    await page.locator('input[webkitdirectory]').setInputFiles(folder)
    await page.getByText('Chosen: uploaded, 2 files.').waitFor()
    await page.getByText(`/private/${ORGANIZATION}/packed/null/versions`).waitFor()
    await expectSound()
    await page.getByRole('button', { name: 'Upload version' }).click()
    await log(page, '1.0.0').getByText('main.tf:1').waitFor()
    await expectSound()
    await writeFile(join(folder, 'main.tf'), 'variable "closed" {}\n')
    await page.getByRole('link', { name: 'Upload 1.0.0 again' }).click()
    await page.locator('input[webkitdirectory]').setInputFiles(folder)
    await page.getByRole('button', { name: 'Upload version' }).click()
    await page.waitForURL(modulePage('packed/null'))
    await page.getByRole('link', { name: 'modules/inner' }).first().waitFor()
  })

  async function connection(): Promise<string> {
    const { body } = await site.api.call('GET', `/api/v2/organizations/${ORGANIZATION}/oauth-tokens`)
    return JSON.parse(body).data[0].id
  }
})
