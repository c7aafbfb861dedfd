// /auth/:uuid: starts and completes the authorization of a connection at its git host.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Subject } from '../../permissions/index.ts'
import { html } from '../../platform/http/html/index.ts'
import { SERVICE_PROVIDER_NAMES } from '../host/service-provider.ts'
import type { VcsAuthorizations } from '../oauth-clients/vcs-authorizations.ts'
import { BEGIN_AUTHORIZATION, COMPLETE_AUTHORIZATION } from './page-operations.ts'

type User = Extract<Subject, { kind: 'user' }>

export interface AuthorizationPages {
  authorizations: VcsAuthorizations
  /** undefined when nobody is signed in */
  visitorOf(request: FastifyRequest): User | undefined
  redirectToSignIn(reply: FastifyReply, returnTo: string): FastifyReply
}

const MAX_PATH_LENGTH = 2048

interface Callback {
  Params: { uuid: string }
  Querystring: Record<string, unknown>
}

export function serveAuthorizationPages(scope: FastifyInstance, pages: AuthorizationPages): void {
  const { authorizations, visitorOf, redirectToSignIn } = pages

  scope.get<{ Params: { uuid: string }; Querystring: Record<string, unknown> }>(
    '/auth/:uuid',
    BEGIN_AUTHORIZATION,
    async (request, reply) => {
      const user = visitorOf(request)
      if (user === undefined) return redirectToSignIn(reply, request.url)
      return reply.redirect(await authorizations.begin(user, request.params.uuid, interfacePath(request.query['return_to'])), 303)
    },
  )

  scope.get<Callback>('/auth/:uuid/callback', COMPLETE_AUTHORIZATION, async (request, reply) => {
    const user = visitorOf(request)
    if (user === undefined) return redirectToSignIn(reply, `/auth/${encodeURIComponent(request.params.uuid)}`)
    const { state, code, error, error_description: description } = request.query
    const answer = { state: textOf(state) ?? '', code: textOf(code), error: textOf(description) ?? textOf(error) }
    const host = await authorizations.complete(user, request.params.uuid, answer)
    if (host.returnTo !== null) return reply.redirect(host.returnTo, 303)
    const kind = SERVICE_PROVIDER_NAMES[host.serviceProvider] ?? host.serviceProvider
    const body = html`<p>${host.name ?? kind} at <code>${host.httpUrl}</code> is connected${host.user !== null && html` as <strong>${host.user}</strong>`}.</p>
<p>Modules can be published from its repositories now. You can close this page.</p>`
    return reply.page({ title: `Connected to ${kind}`, body })
  })
}

/** Only a page of the web interface, and so of this server: another address is ignored. */
function interfacePath(wanted: unknown): string | null {
  const base = 'http://localhost'
  if (typeof wanted !== 'string' || wanted.length > MAX_PATH_LENGTH || !URL.canParse(wanted, base)) return null
  const { origin, pathname, search } = new URL(wanted, base)
  return wanted.startsWith('/') && origin === base && pathname.startsWith('/app/') ? `${pathname}${search}` : null
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
