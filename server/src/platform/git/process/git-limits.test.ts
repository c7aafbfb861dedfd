import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startGitRemote, type TestGitRemote } from '../../../../test/support/git-remote.ts'
import { type GitWorkspace, makeGitWorkspace } from '../../../../test/support/git-workspace.ts'
import type { RepositoryBuilder } from '../../../../test/support/repository-builder.ts'
import { createAddressPolicy } from '../../network/index.ts'
import { checkGitVersion, MINIMUM_GIT_VERSION } from '../git-version.ts'
import type { GitRemote } from '../remote/git-remote.ts'
import { createJobSlots } from './job-slots.ts'
import { runProcess } from './run-process.ts'

let workspace: GitWorkspace
let repository: RepositoryBuilder
let server: TestGitRemote
let remote: GitRemote

beforeEach(async () => {
  workspace = await makeGitWorkspace()
  repository = await workspace.repository('terraform-aws-vpc')
  server = await startGitRemote({ root: workspace.repositories })
  remote = { url: `${server.url}/terraform-aws-vpc.git`, credential: { type: 'none' } }
})
afterEach(async () => {
  await server.close()
  await workspace[Symbol.asyncDispose]()
})

describe('limits of git', () => {
  test.each(['hang', 'stall'] as const)('a remote that %ss is given up at the time limit, with no process or file left', async (kind) => {
    server.setFault({ kind })
    const git = workspace.git()
    const listing = git.listRefs(remote, { timeoutMs: 300 })
    await expect(listing).rejects.toMatchObject({ reason: 'timeout', retryable: true, message: expect.stringMatching(/0\.3 seconds/) })
    const fetching = git.fetchSnapshot(remote, [{ commit: 'a'.repeat(40) }], { timeoutMs: 300 })
    await expect(fetching).rejects.toMatchObject({ reason: 'timeout' })
    expect(processesMentioning(server.url)).toEqual([])
    expect(await workspace.leftovers()).toEqual([])
  })

  test.each(['with prlimit', 'without prlimit'])('a repository over the size limit is refused %s', async (how) => {
    const commit = await repository.commit({ files: { 'big.bin': randomBytes(6 * 1024 * 1024) }, tags: ['v1.0.0'] })
    const PATH = how === 'with prlimit' ? process.env['PATH'] : await pathWithoutPrlimit()
    const git = workspace.git({ limits: { packBytes: 1024 * 1024 }, hostEnvironment: { PATH } })
    const fetching = git.fetchSnapshot(remote, [{ ref: 'refs/tags/v1.0.0', commit }])
    await expect(fetching).rejects.toMatchObject({ reason: 'too_large', retryable: false, message: expect.stringMatching(/1 MiB/) })
    expect(await workspace.leftovers()).toEqual([])
  })

  test('a listing over the size limit is refused', async () => {
    await repository.commit({ files: { a: '1' }, tags: Array.from({ length: 50 }, (_none, n) => `v1.0.${n}`) })
    const git = workspace.git({ limits: { refsBytes: 1000 } })
    await expect(git.listRefs(remote)).rejects.toMatchObject({ reason: 'too_large' })
  })

  test('files and other transports are refused unless allowed', async () => {
    const git = workspace.git({ allowFile: false })
    const from = (url: string) => git.listRefs({ url, credential: { type: 'none' } })
    await expect(from(repository.url)).rejects.toMatchObject({
      reason: 'refused',
      message: expect.stringContaining('TERRACE_ALLOW_FILE_REMOTES'),
    })
    await expect(from(`ext::touch ${workspace.directory}/pwned`)).rejects.toMatchObject({ reason: 'refused' })
    expect(existsSync(join(workspace.directory, 'pwned'))).toBe(false)
  })

  test('closing kills running commands and refuses new ones', async () => {
    server.setFault({ kind: 'hang' })
    const git = workspace.git({ listsAtOnce: 1 })
    const running = expect(git.listRefs(remote)).rejects.toMatchObject({ name: 'GitFailure', retryable: true })
    await expect.poll(() => server.requests.length).toBe(1)
    git.close()
    await running
    await expect(git.listRefs(remote)).rejects.toMatchObject({ name: 'GitFailure', retryable: true })
    expect(await workspace.leftovers()).toEqual([])
  })

  test('a repository is listed while fetches from a hanging host hold every slot', async () => {
    const commit = await repository.commit({ files: { a: '1' }, tags: ['v1.0.0'] })
    server.setFault({ kind: 'hang' })
    const git = workspace.git({ fetchesAtOnce: 1, listsAtOnce: 1 })
    const wants = [{ ref: 'refs/tags/v1.0.0', commit }]
    const fetches = Promise.allSettled([git.fetchSnapshot(remote, wants), git.fetchSnapshot(remote, wants)])
    await expect.poll(() => server.requests.length).toBe(1)
    const listed = await git.listRefs({ url: repository.url, credential: { type: 'none' } })
    expect(listed.tags).toMatchObject([{ name: 'v1.0.0' }])
    git.close()
    await fetches
  })

  test('the version is reported, and an old or missing git is explained', async () => {
    expect(await workspace.git().version()).toMatch(/^\d+\.\d+/)
    expect(() => checkGitVersion('2.36.9')).toThrow(new RegExp(`2.36.9.*${MINIMUM_GIT_VERSION}`))
    expect(checkGitVersion('3.0')).toBe('3.0')
    await expect(workspace.git({ hostEnvironment: { PATH: '/nonexistent' } }).version()).rejects.toThrow(/check that it is installed/)
  })

  test('a host that sends three kilobytes per second is given up', async () => {
    const commit = await repository.commit({ files: { a: '1' }, tags: ['v1.0.0'] })
    server.setFault({ kind: 'drip', bytesPerSecond: 3000 })
    const git = workspace.git({ limits: { lowSpeedSeconds: 2 } })
    const attempts = [git.listRefs(remote), git.fetchSnapshot(remote, [{ ref: 'refs/tags/v1.0.0', commit }])]
    const failure = { name: 'GitFailure', retryable: true, message: expect.stringMatching(/too slow/) }
    await Promise.all(attempts.map((attempt) => expect(attempt).rejects.toMatchObject(failure)))
  })

  test('an address that cannot be resolved is unreachable', async () => {
    const addresses = createAddressPolicy({ allowPrivate: true, lookup: async () => [] })
    const attempt = workspace.git({ addresses }).listRefs({ url: 'https://git.invalid/a.git', credential: { type: 'none' } })
    await expect(attempt).rejects.toMatchObject({ reason: 'unreachable' })
  })
})

describe('running a process', () => {
  test('the whole group is killed at the time limit', async () => {
    const marker = `sleep 98${process.pid}`
    const outcome = await runProcess({
      command: '/bin/sh',
      args: ['-c', `${marker} & ${marker}; wait`],
      environment: { PATH: process.env['PATH'] ?? '' },
      timeoutMs: 300,
      stdoutBytes: 1000,
    })
    expect(outcome.end).toBe('timeout')
    await expect.poll(() => processesMentioning(`98${process.pid}`)).toEqual([])
  })

  test('endless output is cut off', async () => {
    const endless = { command: 'yes', args: [], environment: { PATH: process.env['PATH'] ?? '' } }
    const outcome = await runProcess({ ...endless, timeoutMs: 60_000, stdoutBytes: 1000 })
    expect(outcome.end).toBe('too_much_output')
    expect(outcome.stdout.length).toBeLessThanOrEqual(1000)
  })
})

test('no more jobs run or wait than allowed, and a failing job frees its slot', async () => {
  const slots = createJobSlots({ count: 2, waitingMost: 1 })
  const order: string[] = []
  const gates = ['a', 'b', 'c'].map((name) => {
    const gate = Promise.withResolvers<void>()
    const job = slots.run(async () => {
      order.push(name)
      await gate.promise
    })
    return { gate, job }
  })
  await Promise.resolve()
  await expect.poll(() => order).toEqual(['a', 'b'])
  await expect(slots.run(async () => order.push('d'))).rejects.toMatchObject({ reason: 'busy', retryable: true })
  gates[0]?.gate.reject(new Error('failed'))
  await expect(gates[0]?.job).rejects.toThrow('failed')
  await expect.poll(() => order).toEqual(['a', 'b', 'c'])
  for (const { gate } of gates) gate.resolve()
  await Promise.allSettled(gates.map(({ job }) => job))
})

test('one host never takes all slots, whatever waits for it', async () => {
  const slots = createJobSlots({ count: 3, waitingMost: 10, perHost: 2 })
  const order: string[] = []
  const gate = Promise.withResolvers<void>()
  const jobs = ['slow', 'slow', 'slow', 'slow', 'quick'].map((host, index) =>
    slots.run(
      async () => {
        order.push(`${host} ${index}`)
        if (host === 'slow') await gate.promise
      },
      { host },
    ),
  )
  await jobs.at(-1)
  expect(order).toEqual(['slow 0', 'slow 1', 'quick 4'])
  gate.resolve()
  await Promise.all(jobs)
  expect(order).toEqual(['slow 0', 'slow 1', 'quick 4', 'slow 2', 'slow 3'])
})

test('organizations leave slots and places in the queue to each other, whatever hosts they call', async () => {
  const slots = createJobSlots({ count: 3, waitingMost: 4, perOrganization: 2, waitingPerOrganization: 2 })
  const order: string[] = []
  const gate = Promise.withResolvers<void>()
  const slow = (name: string) =>
    slots.run(
      async () => {
        order.push(name)
        await gate.promise
      },
      { host: `${name}.test`, organization: 'org-slow' },
    )
  const jobs = ['a', 'b', 'c', 'd'].map(slow)
  await expect(slow('e')).rejects.toMatchObject({ reason: 'busy', retryable: true })
  await slots.run(async () => void order.push('other'), { host: 'a.test', organization: 'org-other' })
  expect(order).toEqual(['a', 'b', 'other'])
  gate.resolve()
  await Promise.all(jobs)
})

/** Command lines of running processes that contain `text`; empty where there is no /proc. */
function processesMentioning(text: string): string[] {
  if (!existsSync('/proc/self/cmdline')) return []
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
  return ids.map(commandLine).filter((line) => line.includes(text))
}

function commandLine(id: string): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

async function pathWithoutPrlimit(): Promise<string> {
  const directory = join(workspace.directory, 'bin')
  await mkdir(directory)
  const git = (process.env['PATH'] ?? '').split(delimiter).find((entry) => existsSync(join(entry, 'git')))
  await symlink(join(git ?? '/usr/bin', 'git'), join(directory, 'git'))
  return directory
}
