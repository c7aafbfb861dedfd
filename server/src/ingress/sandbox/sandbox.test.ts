import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSandbox, type Sandbox } from './sandbox.ts'
import type { SandboxLimits } from './sandbox-process.ts'

const WATCHDOG = new URL('../../platform/processes/watchdog.ts', import.meta.url)
const SANDBOX = new URL('./sandbox.ts', import.meta.url)

/** Does whatever the name of the archive says. */
const MISBEHAVING_PROGRAM = `
  import { existsSync, writeFileSync } from 'node:fs'
  import { Worker } from 'node:worker_threads'
  process.on('message', ({ source }) => {
    const reply = (message, then) => process.send({ kind: 'error', message }, then)
    const untilExists = (name) => existsSync('DIRECTORY/' + name) ? prepared() : setTimeout(untilExists, 5, name)
    const begun = (name) => writeFileSync('DIRECTORY/' + name + '.pid', String(process.pid))
    const prepared = () => process.send({ kind: 'outcome', outcome: { kind: 'prepared', sha256: 'ab', size: 1, inspection: '{}' } })
    switch (source.file) {
      case 'hungry': { const all = []; for (;;) all.push(new Array(10_000).fill(all.length)) }
      case 'busy': for (;;) {}
      case 'silent': return
      case 'waits for one': return begun('one'), untilExists('one')
      case 'waits for two': return begun('two'), untilExists('two')
      case 'exits': return process.exit(0)
      case 'killed': return process.kill(process.pid, 'SIGKILL')
      case 'environment': return reply(Object.keys(process.env).filter((name) => name !== 'NODE_CHANNEL_FD').toSorted().join())
      case 'fails': return reply('the disk is full')
      case 'orphan':
        new Worker(new URL('${WATCHDOG.href}'), { workerData: process.ppid })
        return reply('pid ' + process.pid, () => { for (;;) {} })
      default: prepared()
    }
  })
  process.on('disconnect', () => process.exit(0))
`

let directory: string
let program: URL
const sandboxes: Sandbox[] = []

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'terrace-sandbox-'))
  writeFileSync(join(directory, 'program.mjs'), MISBEHAVING_PROGRAM.replaceAll('DIRECTORY', directory))
  program = pathToFileURL(join(directory, 'program.mjs'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  for (const sandbox of sandboxes.splice(0)) sandbox.close()
  rmSync(directory, { recursive: true, force: true })
})

function open({ processes = 1, ...limits }: Partial<SandboxLimits> & { processes?: number } = {}): Sandbox {
  const sandbox = createSandbox({
    limits: { memoryMb: 64, timeMs: 60_000, ...limits },
    processes,
    whenHeavy: () => () => undefined,
    program,
  })
  sandboxes.push(sandbox)
  return sandbox
}

/** With two processes, and a test that says which packages have become heavy, in the order in which they began. */
function openWeighed() {
  const began: (() => void)[] = []
  const whenHeavy = (then: () => void) => {
    began.push(then)
    return () => undefined
  }
  const sandbox = createSandbox({ processes: 2, whenHeavy, program })
  sandboxes.push(sandbox)
  const makeHeavy = async (number: number) => {
    await vi.waitUntil(() => began.length > number, { timeout: 30_000 })
    began[number]?.()
  }
  return { sandbox, makeHeavy }
}

const request = (file: string) => ({ name: file, source: { kind: 'archive' as const, file }, destination: join(directory, 'package') })

describe('the sandbox', () => {
  it.each(['hungry', 'exits'])(
    'refuses a package that ends its process (%s), naming the limits, and goes on with the next',
    async (what) => {
      const sandbox = open()
      const results = await Promise.all([sandbox.prepare(request(what)), sandbox.prepare(request('good'))])
      expect(results[0]).toEqual({ kind: 'refused', message: 'the module could not be inspected within 64 MB of memory and 60 seconds' })
      expect(results[1]).toMatchObject({ kind: 'prepared' })
    },
  )

  it.each(['busy', 'silent'])(
    'leaves a package that takes too long (%s) for later twice, and then refuses it, naming the limits',
    async (what) => {
      const sandbox = open({ timeMs: 1000 })
      for (const _ of [1, 2]) await expect(sandbox.prepare(request(what))).rejects.toThrow('it reached its time limit')
      const refused = { kind: 'refused', message: 'the module could not be inspected within 64 MB of memory and 1 seconds' }
      expect(await sandbox.prepare(request(what))).toEqual(refused)
      await expect(sandbox.prepare({ ...request(what), name: 'another' })).rejects.toThrow('it reached its time limit')
    },
  )

  it('leaves a package whose process the system killed for later, and refuses it only after many times', async () => {
    const sandbox = open()
    for (const _ of [1, 2, 3, 4]) await expect(sandbox.prepare(request('killed'))).rejects.toThrow('it was killed')
    expect(await sandbox.prepare(request('good'))).toMatchObject({ kind: 'prepared' })
    expect(await sandbox.prepare(request('killed'))).toMatchObject({ kind: 'refused' })
  })

  it('forgets the deaths of a package that could be prepared after all', async () => {
    const sandbox = open()
    const named = (file: string) => sandbox.prepare({ ...request(file), name: 'package' })
    for (const _ of [1, 2, 3, 4]) await expect(named('killed')).rejects.toThrow('it was killed')
    expect(await named('good')).toMatchObject({ kind: 'prepared' })
    await expect(named('killed')).rejects.toThrow('it was killed')
  })

  it('tells its process nothing of the environment of the server but where programs are', async () => {
    vi.stubEnv('TERRACE_DATABASE_URL', 'postgres://terrace:secret@db.example.com/terrace')
    await expect(open().prepare(request('environment'))).rejects.toThrow(/^LANG,(NODE_CHANNEL_SERIALIZATION_MODE,)?PATH$/)
  })

  it('does not blame the package for problems of its own', async () => {
    const sandbox = open()
    await expect(sandbox.prepare(request('fails'))).rejects.toThrow('the disk is full')
    expect(await sandbox.prepare(request('good'))).toMatchObject({ kind: 'prepared' })
  })

  it('does not blame a package for the end of the server', async () => {
    const sandbox = open()
    const waiting = sandbox.prepare(request('silent'))
    const next = sandbox.prepare(request('good'))
    setTimeout(() => sandbox.close(), 300)
    await expect(waiting).rejects.toThrow('closed')
    await expect(next).rejects.toThrow('closed')
  })

  it('prepares the packages of others while those of one organization do not end', async () => {
    const sandbox = open({ processes: 2 })
    const stuck = Promise.allSettled([1, 2, 3].map(() => sandbox.prepare(request('silent'), { organization: 'org-a' })))
    expect(await sandbox.prepare(request('good'), { organization: 'org-b' })).toMatchObject({ kind: 'prepared' })
    sandbox.close()
    expect((await stuck).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  })

  it('leaves a process to light packages, however many organizations have heavy ones', async () => {
    const { sandbox, makeHeavy } = openWeighed()
    const heavy = ['org-a', 'org-b', 'org-c', 'org-d']
    const stuck = Promise.allSettled(heavy.map((organization) => sandbox.prepare(request('silent'), { organization })))
    for (const number of heavy.keys()) await makeHeavy(number)
    for (const _ of [1, 2, 3]) {
      expect(await sandbox.prepare(request('good'), { organization: 'org-light' })).toMatchObject({ kind: 'prepared' })
    }
    sandbox.close()
    expect((await stuck).map(({ status }) => status)).toEqual(heavy.map(() => 'rejected'))
  })

  it('prepares a heavy package in the end, and does not blame it for having given way', async () => {
    const { sandbox, makeHeavy } = openWeighed()
    const one = sandbox.prepare(request('waits for one'), { organization: 'org-a' })
    const two = sandbox.prepare(request('waits for two'), { organization: 'org-b' })
    const pid = () => (existsSync(join(directory, 'two.pid')) ? Number(readFileSync(join(directory, 'two.pid'), 'utf8')) : 0)
    await vi.waitUntil(() => pid() > 0, { timeout: 30_000 })
    for (const number of [0, 1]) await makeHeavy(number)
    await vi.waitUntil(() => !isRunning(pid()), { timeout: 30_000 })
    writeFileSync(join(directory, 'one'), '')
    expect(await one).toMatchObject({ kind: 'prepared' })
    writeFileSync(join(directory, 'two'), '')
    expect(await two).toMatchObject({ kind: 'prepared' })
  })

  it('withdraws a package that waits for its turn', async () => {
    const sandbox = open()
    const running = sandbox.prepare(request('silent'))
    const controller = new AbortController()
    const waiting = sandbox.prepare(request('good'), { signal: controller.signal })
    controller.abort(new Error('no longer wanted'))
    await expect(waiting).rejects.toThrow('no longer wanted')
    sandbox.close()
    await expect(running).rejects.toThrow('closed')
  })

  it('ends with the server, even while a package keeps it busy', async () => {
    const server = join(directory, 'server.mjs')
    writeFileSync(
      server,
      `import { createSandbox } from '${SANDBOX.href}'
       const sandbox = createSandbox({ processes: 1, program: new URL('${program.href}') })
       sandbox.prepare({ name: 'orphan', source: { kind: 'archive', file: 'orphan' }, destination: '' }).catch(({ message }) => console.log(message))`,
    )
    const parent = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', server], { stdio: ['ignore', 'pipe', 'ignore'] })
    const [said]: unknown[] = await once(parent.stdout, 'data')
    const pid = Number(String(said).trim().slice('pid '.length))
    expect(isRunning(pid)).toBe(true)
    parent.kill('SIGKILL')
    await once(parent, 'exit')
    while (isRunning(pid)) await delay(50)
  })
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
