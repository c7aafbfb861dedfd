// GET /api/v2/account/session: what pages need to act for the signed-in user. HCP Terraform has no such route.
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { NotFound } from '../../kernel/index.ts'
import { csrfTokenOf } from '../../platform/http/browser-session/index.ts'
import { operationsOf, type RequestAuthentication } from '../../platform/http/index.ts'
import { one, resourceSchema, Timestamp, timestamp, toOne } from '../../platform/http/json-api/index.ts'
import type { Session } from '../login-rows.ts'
import type { Sessions } from '../sessions.ts'

export interface SessionRoutes {
  sessions: Pick<Sessions, 'find'>
  authentication: Pick<RequestAuthentication, 'credentialOf'>
}

const SessionResource = resourceSchema('Session', 'sessions', {
  attributes: Type.Object({ 'csrf-token': Type.String(), 'created-at': Timestamp, 'expires-at': Timestamp }),
  relationships: Type.Object({ user: toOne('users') }),
})

const READ_SESSION = operationsOf('Accounts')('readSession', "Read the browser's session, with its CSRF token", {
  answers: one(SessionResource),
})

export function serveSession(scope: FastifyInstance, { sessions, authentication }: SessionRoutes): void {
  scope.get('/account/session', READ_SESSION, async (request) => {
    const { kind, secret } = authentication.credentialOf(request)
    const session = kind === 'session' ? await sessions.find(secret) : undefined
    if (session === undefined) throw new NotFound('session not found: this request was authenticated by a token')
    return { data: sessionDocument(session, secret) }
  })
}

function sessionDocument({ secretHash, userId, createdAt, expiresAt }: Session, secret: string): Static<typeof SessionResource> {
  return {
    id: secretHash,
    type: 'sessions',
    attributes: { 'csrf-token': csrfTokenOf(secret), 'created-at': timestamp(createdAt), 'expires-at': timestamp(expiresAt) },
    relationships: { user: { data: { id: userId, type: 'users' } } },
  }
}
