// One for all tabs of a browser: over HTTP/1.1 a browser has six connections to a server, and every stream takes one of them.
import type { ToPage, ToWorker } from './messages.ts'
import { createOrganizationStream, type OrganizationStream } from './organization-stream.ts'

interface Page {
  port: MessagePort
  organization: string | undefined
  /** pings without an answer */
  silentFor: number
}

const PING_MS = 20_000
const MAX_SILENT = 3

const pages = new Set<Page>()
const streams = new Map<string, OrganizationStream>()

function tell(page: Page, message: ToPage): void {
  page.port.postMessage(message)
}

function tellAll(organization: string, message: ToPage): void {
  for (const page of pages) if (page.organization === organization) tell(page, message)
}

function watch(page: Page, organization: string): void {
  page.organization = organization
  const stream =
    streams.get(organization) ??
    createOrganizationStream(organization, {
      happened: (event) => tellAll(organization, { kind: 'happened', organization, event }),
      stateChanged: (isOpen) => tellAll(organization, { kind: 'state', organization, isOpen }),
    })
  streams.set(organization, stream)
  tell(page, { kind: 'state', organization, isOpen: stream.isOpen() })
  closeUnwatched()
}

function leave(page: Page): void {
  pages.delete(page)
  closeUnwatched()
}

function closeUnwatched(): void {
  const watched = new Set([...pages].map(({ organization }) => organization))
  for (const [organization, stream] of streams) {
    if (watched.has(organization)) continue
    stream.close()
    streams.delete(organization)
  }
}

function hear(page: Page, message: ToWorker): void {
  page.silentFor = 0
  if (message.kind === 'watch') watch(page, message.organization)
  if (message.kind === 'leave') leave(page)
}

addEventListener('connect', (event) => {
  const [port] = (event as MessageEvent).ports
  if (port === undefined) return
  const page: Page = { port, organization: undefined, silentFor: 0 }
  pages.add(page)
  port.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => hear(page, data))
  port.start()
})

setInterval(() => {
  for (const page of pages) {
    page.silentFor += 1
    if (page.silentFor > MAX_SILENT) leave(page)
    else tell(page, { kind: 'ping' })
  }
}, PING_MS)
