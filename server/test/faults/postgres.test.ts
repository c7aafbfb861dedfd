// What can happen to PostgreSQL while the program uses it: the program lives, says so within seconds, and goes on by itself.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { startOwnPostgres } from '../support/postgres.ts'
import { cleanEnvironment, PROGRAM } from '../support/running-server.ts'
import { type FaultyInstallation, type Probe, settingsOf, startFaultyInstallation } from './faulty-installation.ts'

const MAX_ANSWER_MS = 10_000
const MAX_READINESS_MS = 2000
/** With fewer connections than this, some requests wait for one. */
const CROWD = 3
const PROGRAMS = "datname = current_database() and application_name = 'terrace'"

interface Outcome {
  status: number
  ms: number
  retryAfter: string | null
  type: string
  body: string
}

describe.skipIf(inject('postgresUrl') === null)('while PostgreSQL', () => {
  let installation: FaultyInstallation
  beforeAll(async () => {
    installation = await startFaultyInstallation()
  })
  afterAll(async () => {
    await installation[Symbol.asyncDispose]()
  })

  async function ask(path: string, request: RequestInit = {}): Promise<Outcome> {
    const leaving = new AbortController()
    const began = performance.now()
    const answer = await fetch(installation.server.url + path, { ...request, signal: leaving.signal })
    // A stream of events never ends.
    const body = answer.headers.get('content-type')?.startsWith('text/event-stream') === true ? '' : await answer.text()
    const ms = performance.now() - began
    leaving.abort()
    const { headers, status } = answer
    return { status, ms, retryAfter: headers.get('retry-after'), type: headers.get('content-type') ?? '', body }
  }

  const readiness = () => ask('/readyz')

  async function expectUnavailable(probes: readonly Probe[]): Promise<void> {
    const crowd = Array.from({ length: CROWD }, () => probes).flat()
    const outcomes = await Promise.all(crowd.map(async (probe) => ({ probe, outcome: await ask(probe.path, probe.request) })))
    for (const { probe, outcome } of outcomes) {
      const { what, type, body } = probe
      expect({ what, ...outcome }).toMatchObject({ what, status: 503, retryAfter: expect.stringMatching(/^[1-9]\d*$/) })
      expect({ what, type: outcome.type, body: outcome.body }).toMatchObject({
        type: expect.stringMatching(type),
        body: expect.stringMatching(body),
      })
      expect(outcome.ms).toBeLessThan(MAX_ANSWER_MS)
    }
  }

  async function expectNotReady(): Promise<void> {
    const outcome = await readiness()
    expect(outcome).toMatchObject({ status: 503, body: 'the database does not answer\n', retryAfter: expect.stringMatching(/^[1-9]\d*$/) })
    expect(outcome.ms).toBeLessThan(MAX_READINESS_MS)
  }

  /** Without a restart of the program. */
  async function expectRecovery(): Promise<void> {
    await expect.poll(async () => (await readiness()).status).toBe(200)
    await expect
      .poll(async () => (await ask('/api/v2/organizations/acme', { headers: { authorization: `Bearer ${installation.token}` } })).status)
      .toBe(200)
    expect((await ask('/livez')).status).toBe(200)
  }

  it('is shut down and started again', async () => {
    await installation.postgres.shutDown()
    await expectUnavailable(installation.probes)
    await expectNotReady()
    await installation.postgres.startAgain()
    await expectRecovery()
  })

  it('cuts connections off in the middle of changes, every change that was acknowledged is there', async () => {
    const administrator = await installation.administrator()
    const acknowledged: string[] = []
    const statuses = new Set<number>()
    const cutting = new AbortController()
    const change = async (worker: number) => {
      for (let number = 0; !cutting.signal.aborted; number++) {
        const name = `org-${worker}-${number}`
        const { status } = await installation.api.call('POST', '/api/v2/organizations', {
          data: { type: 'organizations', attributes: { name, email: 'a@example.com' } },
        })
        statuses.add(status)
        if (status === 201) acknowledged.push(name)
      }
    }
    const cut = async () => {
      for (let cuts = 0; cuts < 12; cuts++) {
        const before = acknowledged.length
        await expect.poll(() => acknowledged.length, { interval: 5 }).toBeGreaterThan(before)
        await administrator.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${PROGRAMS}`)
      }
      cutting.abort()
    }
    await Promise.all([cut(), ...[1, 2, 3, 4].map(change)])
    expect([...statuses].filter((status) => status !== 201 && status !== 503)).toEqual([])
    expect(statuses).toContain(503)
    const { rows } = await administrator.query<{ name: string }>('select name from organizations where name = any ($1)', [acknowledged])
    expect(rows.map(({ name }) => name).toSorted()).toEqual(acknowledged.toSorted())
    await expectRecovery()
  })

  it('keeps all tables locked', async () => {
    const administrator = await installation.administrator()
    const { rows } = await administrator.query<{ name: string }>("select tablename as name from pg_tables where schemaname = 'public'")
    await administrator.query(`begin; lock table ${rows.map(({ name }) => name).join(', ')} in access exclusive mode`)
    await expectUnavailable(installation.probes)
    const { ms } = await readiness()
    expect(ms).toBeLessThan(MAX_READINESS_MS)
    await administrator.query('rollback')
    await expectRecovery()
  })

  it('stands still: its processes and the one that makes new ones', async () => {
    const administrator = await installation.administrator()
    // So that there are connections that stand still in the middle of their use, too.
    await Promise.all(installation.probes.map(({ path, request }) => ask(path, request)))
    const { rows } = await administrator.query<{ pid: number }>(`select pid from pg_stat_activity where ${PROGRAMS}`)
    const stopped = [...rows.map(({ pid }) => pid), installation.postgres.pid()]
    expect(rows.length).toBeGreaterThan(0)
    for (const pid of stopped) process.kill(pid, 'SIGSTOP')
    try {
      await Promise.all([expectUnavailable(installation.probes), expectNotReady()])
    } finally {
      for (const pid of stopped) process.kill(pid, 'SIGCONT')
    }
    await expectRecovery()
  })

  it('went through all that, the program still ends in peace', async () => {
    expect(await installation.server.stop('SIGTERM')).toBe(0)
  })
})

describe.skipIf(inject('postgresUrl') === null)('a program that starts when PostgreSQL has no connection left', () => {
  it('waits for one, or ends with the reason', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'terrace-faults-'))
    const postgres = await startOwnPostgres({ max_connections: '4', superuser_reserved_connections: '0' })
    const programs: ChildProcess[] = []
    onTestFinished(async () => {
      for (const program of programs) program.kill('SIGKILL')
      await postgres.stop()
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
    })
    const others = Array.from({ length: 4 }, () => new Client({ connectionString: postgres.url }))
    for (const other of others) await other.on('error', () => undefined).connect()

    const start = async (settings: Record<string, string>) => {
      const env = cleanEnvironment({
        ...settingsOf(directory, postgres.url),
        TERRACE_DATA_DIR: join(directory, 'data'),
        TERRACE_LISTEN: `127.0.0.1:${await freePort()}`,
        ...settings,
      })
      const program = spawn(process.execPath, [PROGRAM, 'serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
      programs.push(program)
      return program
    }
    const impatient = await start({ TERRACE_DATABASE_START_TIMEOUT: '1' })
    const ended = once(impatient, 'exit')
    expect(await text(impatient.stderr ?? [])).toMatch(/TERRACE_DATABASE_URL: 127\.0\.0\.1:\d+: sorry, too many clients already/)
    expect(await ended).toEqual([1, null])

    const patient = await start({})
    await untilItSays(patient.stderr, 'the database cannot be used yet; trying again')
    for (const other of others) await other.end()
    await untilItSays(patient.stdout, 'Terrace is serving')
  })
})

async function untilItSays(output: ChildProcess['stdout'], wanted: string): Promise<void> {
  let said = ''
  for await (const chunk of output?.setEncoding('utf8').iterator({ destroyOnReturn: false }) ?? []) {
    said += chunk
    if (said.includes(wanted)) return
  }
  throw new Error(`it ended without saying "${wanted}": ${said}`)
}
