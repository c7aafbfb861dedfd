// The installed Chromium, and what every page of the interface has to be in it.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import axe from 'axe-core'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { SessionCookie, SiteFacts } from './start-site.ts'

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome']
const MISSING = `none of ${PROGRAMS.join(', ')} is installed`
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** How the name of the site is found, so that pages are plain HTTP on a host name, where browsers withhold the clipboard. */
export const HOST_NAME = 'registry.test'

/** Of every wait: a busy machine needs it, and a mistake ends after it. */
const PATIENCE_MS = 120_000

const DESK = { width: 1280, height: 720 }
export const HAND = { width: 390, height: 800 }

export interface View {
  viewport?: { width: number; height: number }
  colorScheme?: 'light' | 'dark'
}

export interface Visitors {
  /** A page of `ada`. */
  signedIn(view?: View): Promise<WatchedPage>
  /** A page of somebody who is not signed in. */
  visitor(view?: View): Promise<WatchedPage>
}

export interface WatchedPage {
  page: Page
  /** Opens a page below `/app`. */
  open(path: string): Promise<void>
  /** Fails when the page shown is hard to use, or when something went wrong since the last time. @param expected of console errors */
  expectSound(expected?: RegExp): Promise<void>
  /** What `expectSound` would fail with. */
  findings(expected?: RegExp): Promise<string[]>
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

async function startChromium(executablePath: string): Promise<Browser> {
  return await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      `--host-resolver-rules=MAP ${HOST_NAME} 127.0.0.1`,
      // One site is one process: what starts beside it costs more than the pages.
      '--disable-site-isolation-trials',
      '--renderer-process-limit=1',
    ],
  })
}

/**
 * One browser for the tests of a file. Every test begins with a new page and without anything stored. What the browser has fetched and
 * compiled stays, because doing it again takes longer than the tests.
 * @param siteOf asked when a test begins
 */
export function visitorsIn(executable: string, siteOf: () => SiteFacts): Visitors {
  let browser: Browser
  let context: BrowserContext
  /** keeps the process of the pages alive between tests */
  let resident: Page
  beforeAll(async () => {
    browser = await startChromium(executable)
    context = await browser.newContext()
    context.setDefaultTimeout(PATIENCE_MS)
    resident = await context.newPage()
  })
  afterEach(async () => {
    for (const page of context.pages()) if (page !== resident) await page.close()
  })
  afterAll(() => browser?.close())

  const enter = async (cookies: SessionCookie[], { viewport = DESK, colorScheme = 'light' }: View = {}) => {
    const site = siteOf()
    if (resident.url() === 'about:blank') await resident.goto(`${site.url}/app/color-scheme.js`)
    await context.clearCookies()
    await context.addCookies(cookies)
    await forgetStored(context, site, resident)
    const page = await context.newPage()
    await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme })
    return await watch(page, site)
  }
  return { signedIn: (view) => enter([siteOf().session], view), visitor: (view) => enter([], view) }
}

async function forgetStored(context: BrowserContext, site: SiteFacts, page: Page): Promise<void> {
  const devTools = await context.newCDPSession(page)
  await devTools.send('Storage.clearDataForOrigin', { origin: site.url, storageTypes: 'local_storage,indexeddb' })
  await devTools.detach()
}

/** Notes everything that must not happen on a page. */
async function watch(page: Page, site: SiteFacts): Promise<WatchedPage> {
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
  const findings = async (expected?: RegExp) => {
    await untilStill(page)
    const violations = await violationsOn(page)
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    const unexpected = trouble.splice(0).filter((text) => expected?.test(text) !== true)
    return [...violations, ...(sideways === 0 ? [] : [`it scrolls ${sideways} px sideways`]), ...unexpected]
  }
  return {
    page,
    open: async (path) => void (await page.goto(`${site.url}${path}`)),
    findings,
    expectSound: async (expected) => expect(await findings(expected)).toEqual([]),
  }
}

/** What fades in has too little contrast until it is there. A fade begins some frames after what it shows. */
async function untilStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let stillFrames = 0; stillFrames < 4; stillFrames++) {
      await new Promise(requestAnimationFrame)
      const fading = document.getAnimations().filter((animation) => animation instanceof CSSTransition)
      if (fading.length === 0) continue
      await Promise.allSettled(fading.map(({ finished }) => finished))
      stillFrames = -1
    }
  })
}

async function violationsOn(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  return await page.evaluate(async (values) => {
    const { axe } = window as unknown as { axe: { run(root: Document, options: object): Promise<{ violations: Violation[] }> } }
    const found = await axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] })
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`)
  }, RULES)
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
