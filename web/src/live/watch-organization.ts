import { outdate } from '../api/client/query-client.ts'
import type { ImportEvent } from '../api/managing/imports.ts'
import { streamIsOpen, tellHappened } from './happenings.ts'
import type { ToPage, ToWorker } from './messages.ts'

/** What imports change. Other answers stay as they are. */
const OF_VERSIONS = [
  'search',
  'modules',
  'summary',
  'module',
  'offered',
  'versions',
  'version',
  'directories',
  'directory',
  'tags',
  'import-events',
]
/** A delivery leads to a sync, and the webhook is made while a module is new. Hundreds of versions change neither. */
const OF_WEBHOOKS = ['deliveries', 'webhook']
const TELLING_OF_WEBHOOKS: ReadonlySet<string> = new Set(['sync', 'module'])
/** An import of many tags happens in many steps. */
const PAUSE_MS = 1500
const POLL_MS = 30_000

/**
 * Keeps what is on the page up to date with the imports of an organization. Where no events arrive (old browsers, proxies that
 * hold streams back), it asks every half minute while the page can be seen.
 * @returns how to stop
 */
export function watchOrganization(organization: string): () => void {
  const refresh = createRefresh()
  let isLive = false
  const poll = setInterval(() => {
    if (!isLive && !document.hidden) refresh(undefined)
  }, POLL_MS)
  const leave = joinWorker(organization, (message) => {
    if (message.kind === 'state') {
      isLive = message.isOpen
      streamIsOpen.set(isLive)
    }
    if (message.kind === 'happened') {
      tellHappened(message.event)
      refresh(message.event)
    }
  })
  return () => {
    clearInterval(poll)
    streamIsOpen.set(false)
    leave()
  }
}

function joinWorker(organization: string, hear: (message: ToPage) => void): () => void {
  if (!('SharedWorker' in globalThis)) return () => undefined
  const { port } = new SharedWorker(new URL('stream-worker.ts', import.meta.url), { type: 'module', name: 'terrace-events' })
  const say = (message: ToWorker) => port.postMessage(message)
  const onMessage = ({ data }: MessageEvent<ToPage>) => {
    if (data.kind === 'ping') say({ kind: 'pong' })
    else if (data.kind !== 'state' || data.organization === organization) hear(data)
  }
  port.addEventListener('message', onMessage)
  port.start()
  say({ kind: 'watch', organization })
  const leave = () => say({ kind: 'leave' })
  addEventListener('pagehide', leave)
  return () => {
    removeEventListener('pagehide', leave)
    leave()
    port.close()
  }
}

/** Asks again for what an event may have changed: at once, and then once for everything that happens within the pause. */
function createRefresh(): (event: ImportEvent | undefined) => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const due = new Set<unknown>()
  const run = () => {
    const kinds = new Set(due)
    due.clear()
    outdate({ predicate: ({ queryKey: [kind] }) => kinds.has(kind) })
    timer = setTimeout(() => {
      timer = undefined
      if (due.size > 0) run()
    }, PAUSE_MS)
  }
  return (event) => {
    for (const kind of changedBy(event)) due.add(kind)
    if (timer === undefined) run()
  }
}

/** @param event undefined when anything may have happened */
function changedBy(event: ImportEvent | undefined): string[] {
  const tellsOfWebhooks = event === undefined || TELLING_OF_WEBHOOKS.has(event.attributes.kind)
  return tellsOfWebhooks ? [...OF_VERSIONS, ...OF_WEBHOOKS] : OF_VERSIONS
}
