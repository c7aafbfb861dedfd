// /.well-known/terraform.json: where Terraform, OpenTofu and the tfe provider find the services of this host.
import type { FastifyInstance } from 'fastify'
import { CLIENT_ID, PORTS } from '../login/index.ts'
import { DISCOVER } from './openapi/server-operations.ts'

/** Relative URLs: clients resolve them against the address they used, whatever proxy is in between. */
const SERVICES = JSON.stringify({
  'login.v1': { client: CLIENT_ID, grant_types: ['authz_code'], authz: '/oauth/authorize', token: '/oauth/token', ports: PORTS },
  'modules.v1': '/api/registry/v1/modules/',
  'tfe.v2': '/api/v2/',
  'tfe.v2.1': '/api/v2/',
  'tfe.v2.2': '/api/v2/',
})

/** Needs no token: clients ask before they know whether they need one. */
export function serveServiceDiscovery(app: FastifyInstance): void {
  app.get('/.well-known/terraform.json', DISCOVER, (_request, reply) => reply.type('application/json').send(SERVICES))
}
