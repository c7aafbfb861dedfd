// GET /api/v2/account/session: what a page needs to act for the signed-in user. HCP Terraform has no such route.
import type { FastifyInstance } from 'fastify'
import { NotFound } from '../../kernel/index.ts'
import { csrfTokenOf } from '../../platform/http/browser-session/index.ts'
import type { RequestAuthentication } from '../../platform/http/index.ts'
import { type Resource, timestamp } from '../../platform/http/json-api/index.ts'
import type { Session } from '../login-rows.ts'
import type { Sessions } from '../sessions.ts'

export interface SessionRoutes {
  sessions: Pick<Sessions, 'find'>
  authentication: Pick<RequestAuthentication, 'credentialOf'>
}

export function serveSession(scope: FastifyInstance, { sessions, authentication }: SessionRoutes): void {
  scope.get('/account/session', async (request) => {
    const { kind, secret } = authentication.credentialOf(request)
    const session = kind === 'session' ? await sessions.find(secret) : undefined
    if (session === undefined) throw new NotFound('session not found: this request was authenticated by a token')
    return { data: sessionDocument(session, secret) }
  })
}

function sessionDocument({ secretHash, userId, createdAt, expiresAt }: Session, secret: string): Resource {
  return {
    id: secretHash,
    type: 'sessions',
    attributes: { 'csrf-token': csrfTokenOf(secret), 'created-at': timestamp(createdAt), 'expires-at': timestamp(expiresAt) },
    relationships: { user: { data: { id: userId, type: 'users' } } },
  }
}
