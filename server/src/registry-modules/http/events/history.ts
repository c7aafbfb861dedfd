// Past import events of a module, and streams of live ones. HCP Terraform has no counterpart.
import type { OutgoingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { EVENT_KINDS, type EventKind, type ImportEvent } from '../../../import-ledger/index.ts'
import { Forbidden, Malformed, type RegistryModuleId } from '../../../kernel/index.ts'
import type { RequestAuthentication } from '../../../platform/http/index.ts'
import { listParameter, pagedDocument, pageOf, timestamp } from '../../../platform/http/json-api/index.ts'
import type { EventScope, ModuleHistory } from '../../lifecycle/module-history.ts'
import { type EventResource, LIST_EVENTS, WATCH_MODULE, WATCH_ORGANIZATION } from './event-operations.ts'
import { EventStream, type ServerSentEvent, STREAM_HEADERS } from './event-stream.ts'

export interface HistoryRoutes {
  history: ModuleHistory
  /** checked again while a stream is open */
  authentication: Pick<RequestAuthentication, 'credentialOf' | 'recognise'>
  heartbeatMs?: number | undefined
  publicUrl: string
}

const HEARTBEAT_MS = 15_000

export function serveHistory(scope: FastifyInstance, routes: HistoryRoutes): void {
  const { history, publicUrl } = routes

  scope.get<{ Params: { id: string } }>('/registry-modules/:id/import-events', LIST_EVENTS, async ({ subject, params, query, url }) => {
    const page = await history.list(subject, params.id as RegistryModuleId, kindsOf(query), pageOf(query))
    return pagedDocument(page, eventDocument, publicUrl + url)
  })

  scope.get<{ Params: { id: string } }>('/registry-modules/:id/events', WATCH_MODULE, (request, reply) =>
    answer(request, reply, { module: request.params.id as RegistryModuleId }, routes),
  )

  scope.get<{ Params: { organization: string } }>(
    '/organizations/:organization/registry-modules/events',
    WATCH_ORGANIZATION,
    (request, reply) => answer(request, reply, { organization: request.params.organization }, routes),
  )
}

/** A stream for clients that accept one, such as a browser's `EventSource`; for others, the events since `Last-Event-ID`. */
async function answer(request: FastifyRequest, reply: FastifyReply, scope: EventScope, routes: HistoryRoutes): Promise<unknown> {
  const { history } = routes
  const after = positionOf(request)
  if (!/text\/event-stream/i.test(request.headers.accept ?? '')) {
    const events = await history.since(request.subject, scope, after ?? Number.MAX_SAFE_INTEGER)
    return { data: events.map(eventDocument) }
  }
  if (request.method === 'HEAD') {
    await history.permission(request.subject, scope)
    reply.hijack()
    reply.raw.writeHead(200, { ...headersOf(reply), ...STREAM_HEADERS }).end()
    return reply
  }
  const credential = routes.authentication.credentialOf(request)
  const granted = JSON.stringify(await history.permission(request.subject, scope))
  const stream = new EventStream({
    raw: reply.raw,
    check: async () => {
      const now = await history.permission(await routes.authentication.recognise(credential), scope)
      if (JSON.stringify(now) !== granted) throw new Forbidden('What may be watched has changed; reconnect')
    },
    heartbeatMs: routes.heartbeatMs ?? HEARTBEAT_MS,
  })
  const unwatch = await history.watch(request.subject, scope, {
    after,
    send: (events) => stream.send(events.map(serverSent)),
    end: () => stream.end(),
  })
  reply.hijack()
  stream.begin(headersOf(reply), unwatch)
  return reply
}

function headersOf(reply: FastifyReply): OutgoingHttpHeaders {
  return reply.getHeaders() as OutgoingHttpHeaders
}

/** @returns undefined when the client names none */
function positionOf({ headers }: FastifyRequest): number | undefined {
  const named = headers['last-event-id']
  return typeof named === 'string' && /^\d{1,15}$/.test(named) ? Number(named) : undefined
}

function kindsOf(query: unknown): EventKind[] | undefined {
  const named = listParameter(query, 'filter[kind]')
  return named?.map((name) => {
    const kind = EVENT_KINDS.find((each) => each === name)
    if (kind === undefined) throw new Malformed(`filter[kind] must be a comma-separated list of ${EVENT_KINDS.join(', ')}; got "${name}"`)
    return kind
  })
}

/** All who watch an organization are handed the same events: each is written once. */
const written = new WeakMap<ImportEvent, ServerSentEvent>()

function serverSent(event: ImportEvent): ServerSentEvent {
  const known = written.get(event)
  if (known !== undefined) return known
  const fresh = { id: event.position, event: event.kind, data: JSON.stringify(eventDocument(event)) }
  written.set(event, fresh)
  return fresh
}

function eventDocument(event: ImportEvent): Static<typeof EventResource> {
  return {
    id: String(event.position),
    type: 'import-events',
    attributes: {
      kind: event.kind,
      status: event.status,
      version: event.version,
      message: event.message,
      detail: { ...event.detail },
      'started-at': timestamp(event.startedAt),
      'duration-ms': event.durationMs,
      'recorded-at': timestamp(event.recordedAt),
    },
    relationships: { 'registry-module': { data: { id: event.moduleId, type: 'registry-modules' } } },
  }
}
