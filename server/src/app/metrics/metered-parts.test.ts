import { expect, it } from 'vitest'
import { type Git, GitFailure } from '../../platform/git/index.ts'
import { HttpFailure } from '../../platform/http-client/index.ts'
import { defineJob, handleJob } from '../../platform/jobs/index.ts'
import { meteredGit, meteredHttp, meteredJobs, meteredReceiver } from './metered-parts.ts'

const REMOTE = { url: 'https://git.example.com/secret/repository.git', credential: { type: 'none' } } as const
const seconds = expect.any(Number)

it('git counts as it ended, by the family of the host', async () => {
  const calls: object[] = []
  const git = {
    listRefs: async () => ({ tags: [], branches: [] }),
    findCommits: async () => {
      throw new GitFailure('authentication', 'no')
    },
  } as unknown as Git
  const metered = meteredGit(git, (call) => calls.push(call))
  await metered.listRefs({ ...REMOTE, family: 'github' })
  await expect(metered.findCommits(REMOTE, { ref: 'main', commit: 'a', prefix: 'b' })).rejects.toThrow('no')
  expect(calls).toEqual([
    { command: 'list_refs', family: 'github', outcome: 'ok', seconds },
    { command: 'find_commits', family: 'other', outcome: 'authentication', seconds },
  ])
})

it('calls of hosts count by the class of the status, or by why there was no answer', async () => {
  const calls: object[] = []
  const answers = [204, 404, new HttpFailure('timeout', 'late'), new Error('of ours')]
  const request = async () => {
    const answer = answers.shift()
    if (answer instanceof Error) throw answer
    return { status: answer ?? 0, headers: {}, body: Buffer.alloc(0), url: '' }
  }
  const metered = meteredHttp({ request }, (call) => calls.push(call))
  for (let left = 4; left > 0; left--) await metered.request({ method: 'GET', url: REMOTE.url, family: 'gitea' }).catch(() => undefined)
  expect(calls).toEqual(['2xx', '4xx', 'timeout', 'error'].map((outcome) => ({ family: 'gitea', method: 'GET', outcome, seconds })))
})

it('attempts at jobs count as done, failed or interrupted', async () => {
  const attempts: object[] = []
  const kind = defineJob<string>({ kind: 'tidy_up', lane: 'upkeep', priority: 'due', maxAttempts: 1, timeoutMs: 1000 })
  const job = handleJob(kind, async ({ payload }) => {
    if (payload !== 'fine') throw new Error(payload)
  })
  const [metered] = meteredJobs([job], (attempt) => attempts.push(attempt))
  const run = (payload: string, signal: AbortSignal) =>
    metered?.handle({ payload, attempt: 1, lastAttempt: true, progressed: async () => undefined, signal })
  const { signal } = new AbortController()
  await run('fine', signal)
  await expect(run('broken', signal)).rejects.toThrow('broken')
  await expect(run('stopped', AbortSignal.abort())).rejects.toThrow('stopped')
  expect(attempts).toEqual(['done', 'failed', 'interrupted'].map((outcome) => ({ kind: 'tidy_up', lane: 'upkeep', outcome, seconds })))
})

it('deliveries count by what became of them, also at addresses that nobody has', async () => {
  const outcomes: string[] = []
  const receiver = { isKnown: async (uuid: string) => uuid === 'known', receive: async () => 'refused' as const }
  const metered = meteredReceiver(receiver, (outcome) => outcomes.push(outcome))
  await metered.isKnown('known')
  await metered.receive('known', { headers: {}, body: Buffer.alloc(0) })
  await metered.isKnown('unknown')
  expect(outcomes).toEqual(['refused', 'unknown'])
})
