// What load balancers and orchestrators ask: is the process alive, and is it ready?
import { statfs } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import type { Database } from '../database/index.ts'
import { LIVEZ, READYZ } from './openapi/server-operations.ts'

export interface HealthParts {
  database: Database
  dataDirectory: string
  /** @returns why archives can be neither stored nor served */
  storageProblem(): Promise<string | undefined>
  /** true from the moment a shutdown begins */
  draining(): boolean
}

/** With less, imports soon fail half-way. */
const MIN_FREE_BYTES = 100 * 1024 * 1024

export function serveHealth(app: FastifyInstance, parts: HealthParts): void {
  app.get('/livez', LIVEZ, (_request, reply) => reply.type('text/plain').send('ok\n'))
  app.get('/readyz', READYZ, async (_request, reply) => {
    const problem = await readinessProblem(parts)
    return reply
      .code(problem === undefined ? 200 : 503)
      .type('text/plain')
      .send(`${problem ?? 'ok'}\n`)
  })
}

async function readinessProblem({ database, dataDirectory, storageProblem, draining }: HealthParts): Promise<string | undefined> {
  if (draining()) return 'shutting down'
  try {
    await database.queries.selectNoFrom(({ lit }) => lit(1).as('one')).execute()
  } catch {
    return 'the database does not answer'
  }
  const { bavail, bsize } = await statfs(dataDirectory)
  return bavail * bsize < MIN_FREE_BYTES ? 'the data directory is nearly full' : await storageProblem()
}
