// GET /api/v2/admin/health. HCP Terraform has no counterpart.
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Subject } from '../../permissions/index.ts'
import { operationsOf } from '../../platform/http/index.ts'
import { nullable, one, resourceSchema, Timestamp, timestamp } from '../../platform/http/json-api/index.ts'
import type { SiteHealth } from './site-health.ts'

const text = Type.String()
const count = Type.Integer({ minimum: 0 })

const SiteHealthResource = resourceSchema('SiteHealth', 'site-health', {
  attributes: Type.Object({
    version: text,
    problem: nullable(Type.String({ description: 'Why the server is not ready; null when it is' })),
    'free-bytes': Type.Integer({ description: 'In the data directory' }),
    archives: nullable(Type.Object({ count, bytes: count }, { description: 'null until they were added up' })),
    'damaged-archives': count,
    jobs: Type.Array(Type.Object({ kind: text, state: Type.Enum(['queued', 'running', 'failed']), count, 'due-at': nullable(Timestamp) }), {
      description: 'By kind and state; `due-at` is when the first that waits is due',
    }),
    'failed-jobs': Type.Array(Type.Object({ kind: text, key: text, error: nullable(text), 'failed-at': Timestamp }), {
      description: 'The latest, which are not tried again',
    }),
    connections: Type.Array(Type.Object({ state: text, count })),
    'refused-connections': Type.Array(Type.Object({ organization: text, name: nullable(text), 'http-url': text, reason: nullable(text) }), {
      description: 'Whose credential the host refuses',
    }),
    'paused-connections': Type.Array(Type.Object({ reason: text, count })),
  }),
})

const READ_SITE_HEALTH = operationsOf('Site administration')('readSiteHealth', 'Read what works, what waits and what fails', {
  answers: one(SiteHealthResource),
})

export function serveSiteHealth(scope: FastifyInstance, read: (subject: Subject) => Promise<SiteHealth>): void {
  scope.get('/admin/health', READ_SITE_HEALTH, async ({ subject }) => ({ data: siteHealthDocument(await read(subject)) }))
}

function siteHealthDocument({ version, problem, freeBytes, stored, refused, failedJobs }: SiteHealth): Static<typeof SiteHealthResource> {
  return {
    id: 'site',
    type: 'site-health',
    attributes: {
      version,
      problem: problem ?? null,
      'free-bytes': freeBytes,
      archives: stored?.archives ?? null,
      'damaged-archives': (stored?.damaged ?? []).reduce((sum, { count: damaged }) => sum + damaged, 0),
      jobs: (stored?.jobs ?? []).map(({ due, ...job }) => ({ ...job, 'due-at': timestamp(due) })),
      'failed-jobs': failedJobs.map(({ kind, key, error, failedAt }) => ({ kind, key, error, 'failed-at': timestamp(failedAt) })),
      connections: (stored?.connections ?? []).map(({ word, count: number }) => ({ state: word, count: number })),
      'refused-connections': refused.map(({ organization, name, httpUrl, stateDetail }) => ({
        organization,
        name,
        'http-url': httpUrl,
        reason: stateDetail,
      })),
      'paused-connections': (stored?.pauses ?? []).map(({ word, count: number }) => ({ reason: word, count: number })),
    },
  }
}
