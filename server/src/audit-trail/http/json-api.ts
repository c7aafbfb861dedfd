// /api/v2/organization/audit-trail and the user's own, in HCP Terraform's shape, which is not JSON:API.
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { Malformed, momentOf, type OrganizationId, type Page } from '../../kernel/index.ts'
import type { Subject } from '../../permissions/index.ts'
import { operationsOf } from '../../platform/http/index.ts'
import { nullable, oneOf, pageOf, paging, parameter, Timestamp, text, timestamp } from '../../platform/http/json-api/index.ts'
import type { AuditEvent, AuditFilter } from '../audit-event.ts'
import type { AuditTrail } from '../audit-trail.ts'
import { csvOf } from './csv.ts'

export interface AuditTrailRoutes {
  trail: Pick<AuditTrail, 'list' | 'listOwn' | 'all'>
  /** @throws NotFound when the subject may not read the audit trail of this organization */
  organizationNamed(subject: Subject, name: string): Promise<{ id: OrganizationId }>
}

const MAX_PER_PAGE = 1000

const AuditEventSchema = Type.Object(
  {
    id: Type.String(),
    version: oneOf(['0']),
    type: oneOf(['Resource']),
    timestamp: Timestamp,
    auth: Type.Object({
      accessor_id: nullable(Type.String()),
      description: nullable(Type.String()),
      // Not an enumeration: generated Go code would call a constant Client, like its main type.
      type: Type.String({ examples: ['Client'] }),
      impersonator_id: Type.Null(),
      organization_id: nullable(Type.String()),
    }),
    request: Type.Object({ id: nullable(Type.String()), remote_address: nullable(Type.String()) }),
    resource: Type.Object({ id: Type.String(), type: Type.String(), action: Type.String(), meta: Type.Unknown() }),
  },
  { title: 'AuditEvent' },
)

const number = Type.Integer()
const Trail = Type.Object({
  data: Type.Array(AuditEventSchema),
  pagination: Type.Object({
    current_page: number,
    prev_page: nullable(number),
    next_page: nullable(number),
    total_pages: number,
    total_count: number,
  }),
})

const operation = operationsOf('Audit trail')
const filter = {
  since: text('Only events since this time, in ISO 8601'),
  until: text('Only events before this time, in ISO 8601'),
  accessor: text('Only what this user, team or organization did: the id, or the name it had then'),
  action: text('Only this action, such as `create`'),
  resource_type: text('Only changes of this type of resource, such as `team`'),
  resource_id: text('Only changes of the resource with this id'),
}
const query = { ...paging(MAX_PER_PAGE, MAX_PER_PAGE), ...filter }
const organization = text('Name of the organization; required with a user token')
const answers = { 200: { description: 'One page of events, newest first', schema: Trail } }

const READ_TRAIL = operation('listAuditEvents', 'List audit events', {
  query: Type.Object({ ...query, organization }),
  answers,
})
const EXPORT_TRAIL = operation('exportAuditEvents', 'Export audit events as CSV', {
  description: 'All that match, newest first. A cell that a spreadsheet would take for a formula begins with an apostrophe.',
  query: Type.Object({ ...filter, organization }),
  answers: { 200: { description: 'The events', schema: Type.String(), type: 'text/csv' } },
})
const READ_OWN_TRAIL = operation('listOwnAuditEvents', 'List the audit events of the current user', {
  description: 'Sign-ins, passwords, tokens and changes of the account. No organization sees them.',
  query: Type.Object(query),
  answers,
})

export function serveAuditTrail(scope: FastifyInstance, { trail, organizationNamed }: AuditTrailRoutes): void {
  const namedIn = async (subject: Subject, query: unknown) => {
    const name = parameter(query, 'organization')
    return name === undefined ? undefined : (await organizationNamed(subject, name)).id
  }

  scope.get('/organization/audit-trail', READ_TRAIL, async ({ subject, query }): Promise<Static<typeof Trail>> => {
    const wanted = { organizationId: await namedIn(subject, query), ...filterOf(query) }
    return trailDocument(await trail.list(subject, wanted, pageIn(query)))
  })

  scope.get('/organization/audit-trail.csv', EXPORT_TRAIL, async ({ subject, query }, reply) => {
    const batches = trail.all(subject, { organizationId: await namedIn(subject, query), ...filterOf(query) })
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="audit-trail.csv"')
      .send(Readable.from(csvOf(batches)))
  })

  scope.get('/account/audit-trail', READ_OWN_TRAIL, async ({ subject, query }): Promise<Static<typeof Trail>> => {
    return trailDocument(await trail.listOwn(subject, filterOf(query), pageIn(query)))
  })
}

function filterOf(query: unknown): AuditFilter {
  return {
    since: timeOf(query, 'since'),
    until: timeOf(query, 'until'),
    accessor: parameter(query, 'accessor'),
    action: parameter(query, 'action'),
    resourceType: parameter(query, 'resource_type'),
    resourceId: parameter(query, 'resource_id'),
  }
}

function pageIn(query: unknown) {
  return pageOf(query, { size: MAX_PER_PAGE, most: MAX_PER_PAGE })
}

function trailDocument({ items, request: { number, size }, totalCount }: Page<AuditEvent>): Static<typeof Trail> {
  const totalPages = Math.max(1, Math.ceil(totalCount / size))
  return {
    data: items.map(eventDocument),
    pagination: {
      current_page: number,
      prev_page: number > 1 ? Math.min(number - 1, totalPages) : null,
      next_page: number < totalPages ? number + 1 : null,
      total_pages: totalPages,
      total_count: totalCount,
    },
  }
}

function timeOf(query: unknown, name: 'since' | 'until'): number | undefined {
  const text = parameter(query, name)
  if (text === undefined) return undefined
  const time = momentOf(text)
  if (time === undefined) throw new Malformed(`${name} must be a time such as 2030-01-31T12:00:00Z`)
  return time
}

/** HCP's word for a change without a request. */
function authenticationType({ accessor, requestId }: AuditEvent): 'Client' | 'System' {
  return accessor.id === null && requestId === null ? 'System' : 'Client'
}

function eventDocument(event: AuditEvent): Static<typeof AuditEventSchema> {
  const { id, type, meta } = event.resource
  return {
    id: event.id,
    version: '0',
    type: 'Resource',
    timestamp: timestamp(event.recordedAt),
    auth: {
      accessor_id: event.accessor.id,
      description: event.accessor.name,
      type: authenticationType(event),
      impersonator_id: null,
      organization_id: event.organizationId,
    },
    request: { id: event.requestId, remote_address: event.remoteAddress },
    resource: { id, type, action: event.action, meta: meta ?? null },
  }
}
