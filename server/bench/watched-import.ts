// (o) What it costs the server that twenty tabs of one browser, or twenty browsers, watch an import.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { buildInterface, type StartedSite, startSite } from '../test/e2e/interface/start-site.ts'
import { buildRepository } from '../test/support/repository-builder.ts'
import { processorTimesBelow } from './children.ts'
import { chromiumOnPath } from './chromium-on-path.ts'
import { figure, median, sum } from './figures.ts'
import { heading, line, load, table } from './report.ts'
import { releases } from './seed/module-repository.ts'
import { PROGRAM } from './server-under-test.ts'

const TAGS = 300
const WATCHERS = 20
const ROUNDS = 2
const ORGANIZATION = 'bench'
const PROVIDER = 'null'
/** Each look costs the server a part of a tag. */
const LOOK_EVERY = 250
const PATIENCE = 300_000
/** In which pages load, and in which they go on to the module when the import has ended. */
const SETTLE_MS = 6000

const KINDS = { alone: 'nobody', tabs: `${WATCHERS} tabs`, browsers: `${WATCHERS} browsers` } as const
type Kind = keyof typeof KINDS

/** Milliseconds, but for `requests`. */
interface Cost {
  time: number
  /** processor time of the server and its children until the last version is there */
  processor: number
  /** the same, and what pages ask for when it is over */
  withArrival: number
  /** of all pages */
  requests: number
}

export async function benchWatchedImport(directory: string): Promise<void> {
  heading(`(o) import of ${TAGS} tags that ${WATCHERS} pages watch`)
  const executablePath = chromiumOnPath()
  if (executablePath === undefined) return line('Chromium is not installed, so this was not measured.')
  mkdirSync(directory, { recursive: true })
  await buildInterface()
  const root = join(directory, 'git')
  await using site = await startSite(PROGRAM, '127.0.0.1', join(directory, 'site'))
  await using browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  await site.api.createOrganization(ORGANIZATION)
  const connection = await site.api.connect(ORGANIZATION, { 'http-url': pathToFileURL(root).href })
  const rounds: Record<Kind, Cost>[] = []
  const importOf = (name: string, kind: Kind) => importWatched({ site, browser, root, connection }, name, kind)
  // The server is warm afterwards.
  await importOf('warm', 'alone')
  for (let count = 0; count < ROUNDS; count++) {
    const alone = await importOf(`alone-${count}`, 'alone')
    const tabs = await importOf(`tabs-${count}`, 'tabs')
    rounds.push({ alone, tabs, browsers: await importOf(`browsers-${count}`, 'browsers') })
  }
  report(rounds)
}

interface Stage {
  site: StartedSite
  browser: Browser
  /** of the git host */
  root: string
  /** the id of its token */
  connection: string
}

/** Pages are open before all tags but the first are pushed: what it costs to open them is not counted. */
async function importWatched({ site, browser, root, connection }: Stage, name: string, kind: Kind): Promise<Cost> {
  const identifier = `platform/terraform-${PROVIDER}-${name}`
  const repository = await buildRepository(join(root, `${identifier}.git`))
  const [first, ...others] = releases(TAGS)
  await repository.commits(first === undefined ? [] : [first])
  const [module] = await site.api.publish(ORGANIZATION, connection, [{ 'vcs-repo': { identifier } }])
  await repository.commits(others)
  await using watchers = await watch(site, browser, name, kind)
  await delay(SETTLE_MS)
  watchers.forgetRequests()
  const used = () => sum(Object.values(processorTimesBelow(site.pid())))
  const before = used()
  const began = performance.now()
  await site.api.call('POST', `/api/v2/registry-modules/${module?.id}/actions/resync`)
  await untilImported(site, name)
  const [time, processor] = [performance.now() - began, used() - before]
  await delay(SETTLE_MS)
  return { time, processor, withArrival: used() - before, requests: watchers.requests() }
}

async function untilImported({ facts: { url, token } }: StartedSite, name: string): Promise<void> {
  const deadline = performance.now() + PATIENCE
  for (let imported = 0; imported < TAGS; await delay(LOOK_EVERY)) {
    if (performance.now() > deadline) throw new Error(`only ${imported} of ${TAGS} tags were imported`)
    const answer = await fetch(`${url}/api/registry/v1/modules/${ORGANIZATION}/${name}/${PROVIDER}/versions`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const { modules } = (await answer.json()) as { modules: { versions: unknown[] }[] }
    imported = modules[0]?.versions.length ?? 0
  }
}

interface Watchers extends AsyncDisposable {
  /** that pages have sent */
  requests(): number
  forgetRequests(): void
}

async function watch({ facts: { url, session } }: StartedSite, browser: Browser, name: string, kind: Kind): Promise<Watchers> {
  let requests = 0
  const contexts: BrowserContext[] = []
  const enter = async () => {
    const context = await browser.newContext()
    contexts.push(context)
    await context.addCookies([session])
    context.on('request', () => void requests++)
    return context
  }
  const open = async (context: BrowserContext, isHidden: boolean) => {
    const page = await context.newPage()
    if (isHidden) await page.addInitScript(hide)
    await page.goto(`${url}/app/${ORGANIZATION}/registry/modules/add?step=import&name=${name}&provider=${PROVIDER}`)
    await page.getByRole('heading', { level: 1, name: 'Imported' }).waitFor()
  }
  if (kind === 'tabs') {
    const context = await enter()
    for (let tab = 0; tab < WATCHERS; tab++) await open(context, tab > 0)
  }
  if (kind === 'browsers') for (let each = 0; each < WATCHERS; each++) await open(await enter(), false)
  return {
    requests: () => requests,
    forgetRequests: () => void (requests = 0),
    [Symbol.asyncDispose]: async () => void (await Promise.all(contexts.map((context) => context.close()))),
  }
}

/** Runs in the page: of the tabs of a window one is seen, and without a window all are. */
function hide(): void {
  Object.defineProperty(document, 'hidden', { get: () => true })
  Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })
}

function report(rounds: readonly Record<Kind, Cost>[]): void {
  line(`Medians of ${rounds.length} alternating rounds. Load average ${load()}.\n`)
  const rows = (Object.keys(KINDS) as Kind[]).map((kind) => {
    const of = (value: (cost: Cost) => number) => median(rounds.map((round) => value(round[kind])))
    const ratio = (value: (cost: Cost) => number) => figure(median(rounds.map((round) => value(round[kind]) / value(round.alone))))
    return [
      KINDS[kind],
      of(({ processor }) => processor).toFixed(0),
      ratio(({ processor }) => processor),
      of(({ withArrival }) => withArrival).toFixed(0),
      ratio(({ withArrival }) => withArrival),
      of(({ time }) => time).toFixed(0),
      ratio(({ time }) => time),
      of(({ requests }) => requests).toFixed(0),
    ]
  })
  table(['watched by', 'processor time, ms', 'ratio', 'with arrival, ms', 'ratio', 'time, ms', 'ratio', 'requests of pages'], rows)
}
