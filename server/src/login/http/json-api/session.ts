// /api/v2/account/session: what pages need to act for the signed-in user; …/sessions: where else they are signed in. HCP Terraform has neither.
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { NotFound, sliceOf } from '../../../kernel/index.ts'
import type { Subject } from '../../../permissions/index.ts'
import { csrfTokenOf } from '../../../platform/http/browser-session/index.ts'
import { operationsOf, type RequestAuthentication } from '../../../platform/http/index.ts'
import {
  NOTHING,
  nullable,
  one,
  pagedDocument,
  pageOf,
  pageOfMany,
  paging,
  resourceSchema,
  Timestamp,
  timestamp,
  toOne,
} from '../../../platform/http/json-api/index.ts'
import type { Session } from '../../login-rows.ts'
import type { OwnSessions } from '../../own-sessions.ts'
import { endOf, type Sessions } from '../../sessions.ts'

export interface SessionRoutes {
  sessions: Pick<Sessions, 'find'>
  ownSessions: OwnSessions
  publicUrl: string
  authentication: Pick<RequestAuthentication, 'credentialOf'>
}

const SessionResource = resourceSchema('Session', 'sessions', {
  attributes: Type.Object({ 'csrf-token': Type.String(), 'created-at': Timestamp, 'expires-at': Timestamp }),
  relationships: Type.Object({ user: toOne('users') }),
})

const READ_SESSION = operationsOf('Accounts')('readSession', "Read the browser's session, with its CSRF token", {
  answers: one(SessionResource),
})

const BrowserSessionResource = resourceSchema('BrowserSession', 'browser-sessions', {
  attributes: Type.Object({
    'is-current': Type.Boolean(),
    'remote-address': nullable(Type.String()),
    'user-agent': nullable(Type.String()),
    'created-at': Timestamp,
    'last-used-at': Timestamp,
    'expires-at': Timestamp,
  }),
})

const LIST_SESSIONS = operationsOf('Accounts')('listSessions', 'List the browsers in which the current user is signed in', {
  description: 'With where each session began, as far as that was recorded. Uses are known to the minute.',
  query: Type.Object(paging()),
  answers: pageOfMany(BrowserSessionResource),
})
const END_SESSION = operationsOf('Accounts')('endSession', 'Sign the current user out of a browser', {
  description: 'Takes effect at once.',
  answers: NOTHING,
})

export function serveSession(scope: FastifyInstance, { sessions, ownSessions, authentication, publicUrl }: SessionRoutes): void {
  scope.get('/account/session', READ_SESSION, async (request) => {
    const { kind, secret } = authentication.credentialOf(request)
    const session = kind === 'session' ? await sessions.find(secret) : undefined
    if (session === undefined) throw new NotFound('session not found: this request was authenticated by a token')
    return { data: sessionDocument(session, secret) }
  })

  scope.get('/account/sessions', LIST_SESSIONS, async ({ subject, query, url }) => {
    const page = sliceOf(await ownSessions.list(subject), pageOf(query))
    return pagedDocument(page, (session) => browserSessionDocument(session, subject), publicUrl + url)
  })

  scope.delete<{ Params: { id: string } }>('/account/sessions/:id', END_SESSION, async ({ subject, params }, reply) => {
    await ownSessions.end(subject, params.id)
    return reply.code(204).send()
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

function browserSessionDocument(session: Session, subject: Subject): Static<typeof BrowserSessionResource> {
  const credential = subject.kind === 'user' ? subject.credential : undefined
  const { secretHash, remoteAddress, userAgent, createdAt, lastUsedAt } = session
  return {
    id: secretHash,
    type: 'browser-sessions',
    attributes: {
      'is-current': credential?.kind === 'session' && credential.secretHash === secretHash,
      'remote-address': remoteAddress,
      'user-agent': userAgent,
      'created-at': timestamp(createdAt),
      'last-used-at': timestamp(lastUsedAt),
      'expires-at': timestamp(endOf(session)),
    },
  }
}
