// /api/registry/public/v1/modules: HCP Terraform proxies the public registry here. Terrace does not: it records only the
// names of public modules, and no versions, so that every request is answered with 404.
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
