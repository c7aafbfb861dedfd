// The installed Chromium, and what every page of the interface has to be in it.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import axe from 'axe-core'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome']
const MISSING = `none of ${PROGRAMS.join(', ')} is installed`
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** How the name of the site is found, so that pages are plain HTTP on a host name, where browsers withhold the clipboard. */
export const HOST_NAME = 'registry.test'

/** Of every wait: a busy machine needs it, and a mistake ends after it. */
export const PATIENCE_MS = 120_000

export interface Site {
  /** without a slash at the end */
  url: string
}

export interface WatchedPage {
  page: Page
  /** Opens a page below `/app`. */
  open(path: string): Promise<void>
  /** Fails when the page shown is hard to use, or when something went wrong since the last time. @param expected of console errors */
  expectSound(expected?: RegExp): Promise<void>
}

/** Tests that need the browser. Without it they are skipped, or fail with CI=true. */
export function describeInChromium(name: string, body: (executable: string) => void): void {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const executable = PROGRAMS.flatMap((program) => folders.map((folder) => join(folder, program))).find((path) => existsSync(path))
  if (executable !== undefined) {
    describe(name, () => body(executable))
  } else if (process.env['CI'] === 'true') {
    test(name, () => {
      throw new Error(MISSING)
    })
  } else {
    test.skip(`${name} (${MISSING})`)
  }
}

export async function startChromium(executablePath: string) {
  return await chromium.launch({ executablePath, args: ['--no-sandbox', `--host-resolver-rules=MAP ${HOST_NAME} 127.0.0.1`] })
}

/** A page in a context of its own, with everything noted that must not happen. */
export async function watch(context: BrowserContext, site: Site): Promise<WatchedPage> {
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  const trouble: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) trouble.push(message.text())
  })
  page.on('pageerror', (error) => trouble.push(String(error)))
  page.on('dialog', (dialog) => trouble.push(`a script ran: ${dialog.message()}`))
  page.on('request', (request) => {
    if (new URL(request.url()).host !== new URL(site.url).host) trouble.push(`a request left for ${request.url()}`)
  })
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      // oxlint-disable-next-line no-console -- it reaches the test as a message of the console
      console.error(`the policy was violated: ${violatedDirective} ${blockedURI}`)
    })
  })
  return {
    page,
    open: async (path) => void (await page.goto(`${site.url}${path}`)),
    async expectSound(expected) {
      await page.evaluate(axe.source)
      const violations = await page.evaluate(async (values) => {
        const { axe } = window as unknown as { axe: { run(root: Document, options: object): Promise<{ violations: Violation[] }> } }
        const found = await axe.run(document, { runOnly: { type: 'tag', values } })
        return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`)
      }, RULES)
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      const unexpected = trouble.splice(0).filter((text) => expected?.test(text) !== true)
      expect({ violations, sideways, unexpected }).toEqual({ violations: [], sideways: 0, unexpected: [] })
    },
  }
}

/** What the clipboard has. Pages over plain HTTP cannot read it. */
export async function pasted(page: Page): Promise<string> {
  await page.evaluate(() => {
    const area = document.createElement('textarea')
    area.id = 'pasted'
    document.body.append(area)
    area.focus()
  })
  await page.keyboard.press('Control+V')
  const text = await page.locator('#pasted').inputValue()
  await page.evaluate(() => document.querySelector('#pasted')?.remove())
  return text
}

interface Violation {
  id: string
  nodes: { html: string }[]
}
