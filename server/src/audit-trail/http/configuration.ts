// /api/v2/organizations/:organization/audit-configuration: the audit trail is on, and goes nowhere else.
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Subject } from '../../permissions/index.ts'
import { operationsOf } from '../../platform/http/index.ts'
import { eachOf, identifierOf, one, resourceSchema, switches, Timestamp, timestamp } from '../../platform/http/json-api/index.ts'

export interface AuditConfigurationRoutes {
  /** @throws NotFound when the subject may not read the audit trail of this organization */
  organizationNamed(subject: Subject, name: string): Promise<Audited>
}

interface Audited {
  id: string
  name: string
  /** milliseconds since the epoch; everything since is in the trail */
  createdAt: number
}

const STREAMING_PERMISSIONS = [
  'can-enable-hcp-audit-log-streaming',
  'can-set-hcp-audit-log-streaming-organization-id',
  'can-use-default-audit-log-streaming-organization',
] as const

const AuditConfiguration = resourceSchema('AuditConfiguration', 'audit-configurations', {
  attributes: Type.Object({
    'audit-trails': switches(['enabled']),
    'hcp-audit-log-streaming': Type.Object({
      enabled: Type.Boolean(),
      'organization-id': Type.String(),
      'use-default-organization': Type.Boolean(),
    }),
    permissions: switches(STREAMING_PERMISSIONS),
    timestamps: Type.Object({ 'audit-trails-enabled-at': Timestamp }),
    'updated-at': Timestamp,
  }),
  relationships: Type.Object({ organization: Type.Object({ data: identifierOf('organizations') }) }),
})

const READ_CONFIGURATION = operationsOf('Audit trail')('readAuditConfiguration', 'Read how changes are recorded', {
  description: 'Every organization has an audit trail, and nothing is streamed elsewhere.',
  answers: one(AuditConfiguration),
})

export function serveAuditConfiguration(scope: FastifyInstance, { organizationNamed }: AuditConfigurationRoutes): void {
  scope.get<{ Params: { organization: string } }>(
    '/organizations/:organization/audit-configuration',
    READ_CONFIGURATION,
    async ({ subject, params }) => ({ data: configurationDocument(await organizationNamed(subject, params.organization)) }),
  )
}

function configurationDocument({ id, name, createdAt }: Audited): Static<typeof AuditConfiguration> {
  return {
    id,
    type: 'audit-configurations',
    attributes: {
      'audit-trails': { enabled: true },
      'hcp-audit-log-streaming': { enabled: false, 'organization-id': '', 'use-default-organization': false },
      permissions: eachOf(STREAMING_PERMISSIONS, () => false),
      timestamps: { 'audit-trails-enabled-at': timestamp(createdAt) },
      'updated-at': timestamp(createdAt),
    },
    relationships: { organization: { data: { id: name, type: 'organizations' } } },
  }
}
