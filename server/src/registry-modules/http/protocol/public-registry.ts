// /api/registry/public/v1/modules: where HCP Terraform passes requests on to the public registry. This server calls nobody:
// what organizations put on record of public modules is a name without versions, so there is nothing to answer with.
import type { FastifyInstance } from 'fastify'
import { NotFound } from '../../../kernel/index.ts'
import { PUBLIC_MODULE, PUBLIC_VERSION, PUBLIC_VERSIONS } from './protocol-operations.ts'

const MODULE = '/:namespace/:name/:provider'

export function servePublicRegistry(scope: FastifyInstance): void {
  const routes = [
    [MODULE, PUBLIC_MODULE],
    [`${MODULE}/versions`, PUBLIC_VERSIONS],
    [`${MODULE}/:version`, PUBLIC_VERSION],
  ] as const
  for (const [path, description] of routes) {
    scope.get(path, description, () => {
      throw new NotFound('not found: this server does not proxy the public registry')
    })
  }
}
