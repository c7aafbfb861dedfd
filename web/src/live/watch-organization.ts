import { queryClient } from '../api/client/query-client.ts'
import { streamIsOpen, tellHappened } from './happenings.ts'
import type { ToPage, ToWorker } from './messages.ts'

/** What imports change. Other answers stay as they are. */
const CHANGING = new Set([
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
  'deliveries',
  'webhook',
])
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
    if (!isLive && !document.hidden) refresh()
  }, POLL_MS)
  const leave = joinWorker(organization, (message) => {
    if (message.kind === 'state') {
      isLive = message.isOpen
      streamIsOpen.set(isLive)
    }
    if (message.kind === 'happened') {
      tellHappened(message.event)
      refresh()
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

/** Asks again for what the page shows: at once, and then once for everything that happens within the pause. */
function createRefresh(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let again = false
  const run = () => {
    again = false
    void queryClient.invalidateQueries({ predicate: ({ queryKey: [kind] }) => typeof kind === 'string' && CHANGING.has(kind) })
    timer = setTimeout(() => {
      timer = undefined
      if (again) run()
    }, PAUSE_MS)
  }
  return () => {
    if (timer === undefined) run()
    else again = true
  }
}
