// What load balancers and orchestrators ask: is the process alive, and is it ready?
import { statfs } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import type { Database } from '../database/index.ts'
import { LIVEZ, READYZ } from './openapi/server-operations.ts'
import { version } from './version.ts'

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
/** A database that takes longer for next to nothing does not work. */
const MAX_PROBE_MS = 1500
const RETRY_AFTER_SECONDS = 5

/** @returns what tells why the server is not ready; undefined when it is */
export function createReadiness(parts: HealthParts): () => Promise<string | undefined> {
  const databaseAnswers = createProbe(parts.database)
  return async () => await readinessProblem(parts, databaseAnswers)
}

export function serveHealth(app: FastifyInstance, readiness: () => Promise<string | undefined>): void {
  const release = version()
  app.get('/livez', LIVEZ, (_request, reply) =>
    reply.headers({ 'terrace-version': release, 'cache-control': 'no-store' }).type('text/plain').send('ok\n'),
  )
  app.get('/readyz', READYZ, async (_request, reply) => {
    const problem = await readiness()
    if (problem !== undefined) reply.code(503).header('retry-after', String(RETRY_AFTER_SECONDS))
    return reply
      .header('cache-control', 'no-store')
      .type('text/plain')
      .send(`${problem ?? 'ok'}\n`)
  })
}

async function readinessProblem(
  { dataDirectory, storageProblem, draining }: HealthParts,
  databaseAnswers: () => Promise<boolean>,
): Promise<string | undefined> {
  if (draining()) return 'shutting down'
  if (!(await databaseAnswers())) return 'the database does not answer'
  const { bavail, bsize } = await statfs(dataDirectory)
  return bavail * bsize < MIN_FREE_BYTES ? 'the data directory is nearly full' : await storageProblem()
}

/** One question at a time, however many ask: a database that is slow already gets no more of them. */
function createProbe({ queries }: Database): () => Promise<boolean> {
  let current: Promise<boolean> | undefined
  const ask = async () => {
    const answer = queries
      .selectNoFrom(({ lit }) => lit(1).as('one'))
      .execute()
      .then(() => true)
      .catch(() => false)
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, MAX_PROBE_MS, false)
    })
    const outcome = await Promise.race([answer, late])
    clearTimeout(timer)
    current = undefined
    return outcome
  }
  return () => (current ??= ask())
}
