// /api/registry/public/v1/modules: where HCP Terraform passes requests on to the public registry. This server calls nobody:
// what organizations put on record of public modules is a name without versions, so there is nothing to answer with.
import type { FastifyInstance } from 'fastify'
import { NotFound } from '../../../kernel/index.ts'

const MODULE = '/:namespace/:name/:provider'

export function servePublicRegistry(scope: FastifyInstance): void {
  for (const path of [MODULE, `${MODULE}/versions`, `${MODULE}/:version`]) {
    scope.get(path, () => {
      throw new NotFound('the public registry is not asked')
    })
  }
}
