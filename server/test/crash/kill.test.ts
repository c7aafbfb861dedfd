// `kill -9` at random moments of imports: in the end, everything that was acknowledged exists once, and nothing else.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { type DatabaseConfig, openDatabase } from '../../src/database/index.ts'
import { runCommand } from '../support/command-line.ts'
import { freePort } from '../support/free-port.ts'
import { buildRepository, type RepositoryBuilder } from '../support/repository-builder.ts'
import { cleanEnvironment, PROGRAM, QUICK_LEASE_SERVER } from '../support/running-server.ts'
import { createSharedInstallation } from '../support/shared-installation.ts'
import { checkImports } from './import-check.ts'
import { createKillableServer, type KillableServer, seededRandom } from './killable-server.ts'

const TAGS = Array.from({ length: 40 }, (_unused, index) => `v1.${index}.0`)
/** One directory each, because identical files would be inspected only once. */
const MODULES = Array.from({ length: 12 }, (_unused, index) => `m${index}`)
const SEED = 2026

let directory: string
let repository: RepositoryBuilder
const servers: KillableServer[] = []

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'terrace-crash-'))
  repository = await buildRepository(join(directory, 'git', 'modules.git'))
  await repository.commits(
    TAGS.map((tag) => ({
      files: Object.fromEntries(MODULES.map((name) => [`${name}/main.tf`, `variable "${name}" {\n  default = "${tag}"\n}\n`])),
      tags: [tag],
    })),
  )
})
afterEach(async () => {
  for (const server of servers.splice(0)) await server.kill()
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
})

describe('imports interrupted by kill -9', () => {
  it('are complete after twenty kills, each exactly once (SQLite)', async () => {
    const data = join(directory, 'data')
    const { server } = await createServer(['serve'], { TERRACE_DATA_DIR: data })
    const publications = await publishing(server)
    const random = seededRandom(SEED)
    for (let kills = 0; kills < 20; kills++) {
      server.launch()
      // Some die while they start, the others while they import, or take a request. In the middle nothing new is asked for, so
      // that one and the same job meets more crashes than it has attempts.
      if (kills % 5 === 4) await delay(150 + 500 * random())
      else {
        await server.ready()
        const publish = kills < 3 || kills > 15 ? publications.publishNext() : undefined
        // The first ones are always acknowledged, however busy the machine is. The others may be interrupted.
        if (kills < 3) await publish
        await delay(1200 * random())
        await Promise.all([server.kill(), publish])
      }
      await server.kill()
    }
    server.launch()
    await server.ready()
    await publications.complete(server)
    // The last job removes its files after its versions become visible.
    await expect.poll(() => leftoversIn(join(data, 'scratch')), { timeout: 60_000 }).toEqual([])
    await server.kill()
    const database: DatabaseConfig = { kind: 'sqlite', file: join(data, 'terrace.sqlite') }
    await checkImports({ database, objects: join(data, 'objects'), repository, tags: TAGS, modules: await publications.existing(database) })
  })

  const serverUrl = inject('postgresUrl')
  it.skipIf(serverUrl === null)('are taken over by the other server on the same database (PostgreSQL)', async () => {
    await using installation = await createSharedInstallation(serverUrl ?? '', directory)
    const { settings: shared, objects, databaseUrl } = installation
    const { server: one, token } = await createServer([QUICK_LEASE_SERVER], { ...shared, TERRACE_DATA_DIR: join(directory, 'one') })
    const { server: two } = await createServer([QUICK_LEASE_SERVER], { ...shared, TERRACE_DATA_DIR: join(directory, 'two') }, token)
    const publications = await publishing(one)
    const random = seededRandom(SEED)
    one.launch()
    two.launch()
    await Promise.all([one.ready(), two.ready()])
    for (let kills = 0; kills < 5; kills++) {
      const [victim, survivor] = kills % 2 === 0 ? [one, two] : [two, one]
      await publications.publishNext(survivor)
      await delay(300 + 700 * random())
      await victim.kill()
      await publications.complete(survivor)
      victim.launch()
      await victim.ready()
    }
    await publications.complete(two)
    const config: DatabaseConfig = { kind: 'postgres', url: databaseUrl }
    await checkImports({ database: config, objects, repository, tags: TAGS, modules: await publications.existing(config) })
  })
})

/** The files in the directories of all processes, of which one runs, without their locks. */
function leftoversIn(scratch: string): string[] {
  const processes = readdirSync(scratch, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect(processes).toHaveLength(1)
  return processes.flatMap(({ name }) => readdirSync(join(scratch, name)).filter((file) => file !== 'lock'))
}

/** Creates a user, and a token unless one is given. */
async function createServer(
  program: readonly string[],
  settings: Record<string, string>,
  known?: string,
): Promise<{ server: KillableServer; token: string }> {
  const host = `127.0.0.1:${await freePort()}`
  const env = cleanEnvironment({
    TERRACE_LISTEN: host,
    TERRACE_ALLOW_FILE_REMOTES: 'on',
    TERRACE_LOG_LEVEL: 'error',
    TERRACE_RATE_LIMIT: '0',
    ...settings,
  })
  const command = program[0] === 'serve' ? [PROGRAM, ...program] : program
  const token = known ?? (await userToken(env))
  const server = createKillableServer({ program: command, env, url: `http://${host}`, token })
  servers.push(server)
  return { server, token }
}

async function userToken(env: NodeJS.ProcessEnv): Promise<string> {
  await runCommand(['admin', 'create-user', '--username', 'admin', '--email', 'admin@example.com', '--site-admin'], env)
  return (await runCommand(['admin', 'create-token', '--username', 'admin'], env)).stdout.trim()
}

interface Publications {
  /** Publishes another module. The response may never arrive. */
  publishNext(server?: KillableServer): Promise<void>
  /** Waits until every acknowledged module has all its versions. */
  complete(server: KillableServer): Promise<void>
  /** Names of all modules in the database, among them every acknowledged one. */
  existing(database: DatabaseConfig): Promise<string[]>
}

async function publishing(first: KillableServer): Promise<Publications> {
  first.launch()
  await first.ready()
  await first.api.createOrganization('acme')
  const oauthTokenId = await first.api.connect('acme', { 'http-url': `file://${join(directory, 'git')}` })
  await first.kill()
  const acknowledged: { id: string; name: string }[] = []
  let next = 0
  return {
    async publishNext(server = first) {
      const name = MODULES[next]
      if (name === undefined) return
      const repo = { identifier: 'modules', 'oauth-token-id': oauthTokenId, 'source-directory': name }
      const body = { data: { type: 'registry-modules', attributes: { name, provider: 'aws', 'vcs-repo': repo } } }
      const answer = await server.api.call('POST', '/api/v2/organizations/acme/registry-modules/vcs', body).catch(() => undefined)
      if (answer === undefined) return
      next++
      // Published by a request whose response was lost.
      if (answer.status === 422) return
      expect(answer.status).toBe(201)
      acknowledged.push({ id: JSON.parse(answer.body).data.id, name })
    },
    async complete(server) {
      for (const { id } of acknowledged) {
        for (;;) {
          const { body } = await server.api.call('GET', `/api/v2/registry-modules/${id}`)
          const statuses: { status: string }[] = JSON.parse(body).data.attributes['version-statuses']
          if (statuses.length === TAGS.length && statuses.every(({ status }) => status === 'ok')) break
          await delay(50)
        }
      }
    },
    async existing(config) {
      const database = await openDatabase(config)
      try {
        const names = (await database.queries.selectFrom('registry_modules').select('name').execute()).map((row) => row.name)
        expect(names).toEqual(expect.arrayContaining(acknowledged.map(({ name }) => name)))
        expect(acknowledged.length).toBeGreaterThan(2)
        return names
      } finally {
        await database.close()
      }
    },
  }
}
