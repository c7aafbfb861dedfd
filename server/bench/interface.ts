// (n) The list of 20,000 modules in a real browser, against a page of the same server that has no script.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { openDatabase } from '../src/database/index.ts'
import { buildInterface, type SessionCookie, type StartedSite, startSite } from '../test/e2e/interface/start-site.ts'
import { chromiumOnPath } from './chromium-on-path.ts'
import { figure, median } from './figures.ts'
import { heading, line, load, table } from './report.ts'
import { fillSearchCatalogue } from './seed/search-catalogue.ts'
import { PROGRAM } from './server-under-test.ts'

const MODULES = 20_000
const VERSIONS = 20
const ROUNDS = 9
const ORGANIZATION = 'bench'
const ROW = 'a[href*="/registry/modules/private/"]'

/** Milliseconds since the navigation began. */
interface Times {
  painted: number
  usable: number
}

export async function benchInterface(directory: string): Promise<void> {
  heading('(n) the interface in a browser')
  const executablePath = chromiumOnPath()
  if (executablePath === undefined) return line('Chromium is not installed, so this was not measured.')
  mkdirSync(directory, { recursive: true })
  await buildInterface()
  await using site = await startSite(PROGRAM, '127.0.0.1', directory)
  await seed(site)
  await using browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  line(`Medians of ${ROUNDS} alternating rounds, milliseconds from the click to the paint. Load average ${load()}.\n`)
  const rounds: { bare: Round; list: Round }[] = []
  for (let count = 0; count <= ROUNDS; count++) {
    const bare = await visitTwice(browser, `${site.facts.url}/login`, 'form', [])
    const list = await visitTwice(browser, `${site.facts.url}/app/${ORGANIZATION}/registry/private/modules`, ROW, [site.facts.session])
    // The first round only warms up.
    if (count > 0) rounds.push({ bare, list })
  }
  const rows = (['first', 'again'] as const).flatMap((visit) => {
    const bare = median(rounds.map((round) => round.bare[visit].painted))
    return (['painted', 'usable'] as const).map((what) => {
      const list = median(rounds.map((round) => round.list[visit][what]))
      return [`${WORDS[visit]}, ${WORDS[what]}`, bare.toFixed(0), list.toFixed(0), figure(list / bare)]
    })
  })
  table(['visit', 'sign-in page, first paint', `list of ${MODULES} modules`, 'ratio'], rows)
}

const WORDS = { first: 'nothing cached', again: 'again', painted: 'first contentful paint', usable: 'first rows' } as const

interface Round {
  first: Times
  again: Times
}

/** In a browser that has nothing of the site, and once more. */
async function visitTwice(browser: Browser, address: string, usable: string, cookies: readonly SessionCookie[]): Promise<Round> {
  await using context = await browser.newContext()
  await context.addCookies([...cookies])
  const visit = async (): Promise<Times> => {
    const page = await context.newPage()
    await page.goto(address, { waitUntil: 'commit' })
    const at = await page.evaluate(timesOf, usable)
    await page.close()
    return at
  }
  return { first: await visit(), again: await visit() }
}

/** Runs in the page. */
async function timesOf(selector: string): Promise<Times> {
  const usable = await new Promise<number>((resolve) => {
    const look = () => {
      if (document.querySelector(selector) === null) requestAnimationFrame(look)
      else requestAnimationFrame(() => resolve(performance.now()))
    }
    look()
  })
  const painted = await new Promise<number>((resolve) => {
    const observer = new PerformanceObserver((list) => {
      const [entry] = list.getEntriesByName('first-contentful-paint')
      if (entry !== undefined) resolve(entry.startTime)
    })
    observer.observe({ type: 'paint', buffered: true })
  })
  return { painted, usable }
}

async function seed(site: StartedSite): Promise<void> {
  await site.api.createOrganization(ORGANIZATION)
  await site.restart(async () => {
    const database = await openDatabase({ kind: 'sqlite', file: join(site.facts.dataDirectory, 'terrace.sqlite') })
    const { id } = await database.queries
      .selectFrom('organizations')
      .select('id')
      .where('name', '=', ORGANIZATION)
      .executeTakeFirstOrThrow()
    await fillSearchCatalogue(database, { id, name: ORGANIZATION }, MODULES, VERSIONS)
    await database.close()
  })
}
