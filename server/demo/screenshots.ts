// `npm run screenshots`: the pictures of the README, taken of the demonstration. Needs Chromium.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'
import { createApiClient } from './api-client.ts'
import { startServer } from './demo-server.ts'
import { say, step } from './output.ts'
import { ORGANIZATION, publish } from './publish.ts'
import { makeSampleRepository } from './sample-repository.ts'
import { watchImport } from './watch-import.ts'

const PICTURES = join(import.meta.dirname, '../../docs/images')
const SIZE = { width: 1280, height: 860 }
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome']

function installedBrowser(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const found = PROGRAMS.flatMap((program) => folders.map((folder) => join(folder, program))).find((path) => existsSync(path))
  if (found === undefined) throw new Error(`none of ${PROGRAMS.join(', ')} is installed`)
  return found
}

async function takePictures(url: string, signInLink: string): Promise<void> {
  const browser = await chromium.launch({ executablePath: installedBrowser(), args: ['--no-sandbox'] })
  try {
    const first = await browser.newContext()
    const page = await first.newPage()
    await page.goto(signInLink)
    await page.getByRole('button', { name: /^Sign in as/ }).click()
    await page.waitForURL('**/app/**')
    const storageState = await first.storageState()
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ storageState, colorScheme, viewport: SIZE })
      const shown = await context.newPage()
      await shown.goto(`${url}/app/${ORGANIZATION}/registry/modules/private/${ORGANIZATION}/label/null`)
      await shown.getByRole('heading', { name: 'Parts of a label' }).waitFor()
      await shown.evaluate(() => document.fonts.ready)
      const path = join(PICTURES, `module-${colorScheme}.png`)
      await shown.screenshot({ path })
      say(path)
      await context.close()
    }
  } finally {
    await browser.close()
  }
}

const directory = mkdtempSync(join(tmpdir(), 'terrace-screenshots-'))
const server = await startServer(join(directory, 'data'))
try {
  const repository = makeSampleRepository(join(directory, 'git'))
  const api = createApiClient(server.url, server.token)
  await watchImport(api, (await publish(api, repository)).id)
  mkdirSync(PICTURES, { recursive: true })
  step('Pictures', 'of the page of a module, light and dark:')
  await takePictures(server.url, server.signInLink)
} finally {
  await server.stop()
  rmSync(directory, { recursive: true, force: true })
}
