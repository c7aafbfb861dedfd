// Parts of the server that tell a meter what they did, under few and known words: never names of hosts, people or modules.
import { type Git, GitFailure } from '../../platform/git/index.ts'
import { type HttpClient, HttpFailure } from '../../platform/http-client/index.ts'
import type { HandledJob } from '../../platform/jobs/index.ts'
import type { Receiver } from './metering.ts'

/** Of hosts that no connection leads to, such as those of public submodules. */
const OTHER = 'other'

export interface GitCall {
  command: 'list_refs' | 'fetch_snapshot' | 'list_commits' | 'find_commits' | 'commits_between'
  family: string
  outcome: string
  seconds: number
}

export function meteredGit(git: Git, meter: (call: GitCall) => void): Git {
  const measured = <Result>(command: GitCall['command'], { family = OTHER }: { family?: string }, work: () => Promise<Result>) =>
    timed(work, (outcome, seconds) => meter({ command, family, outcome, seconds }))
  return {
    ...git,
    listRefs: (remote, options) => measured('list_refs', remote, () => git.listRefs(remote, options)),
    fetchSnapshot: (remote, wants, options) => measured('fetch_snapshot', remote, () => git.fetchSnapshot(remote, wants, options)),
    listCommits: (remote, wanted) => measured('list_commits', remote, () => git.listCommits(remote, wanted)),
    findCommits: (remote, wanted) => measured('find_commits', remote, () => git.findCommits(remote, wanted)),
    commitsBetween: (remote, wanted, options) => measured('commits_between', remote, () => git.commitsBetween(remote, wanted, options)),
  }
}

export interface HostCall {
  family: string
  method: string
  outcome: string
  seconds: number
}

export function meteredHttp(client: HttpClient, meter: (call: HostCall) => void): HttpClient {
  return {
    async request(request) {
      const { family = OTHER, method } = request
      const count = (outcome: string, seconds: number) => meter({ family, method, outcome, seconds })
      return await timed(() => client.request(request), count, statusClass)
    },
  }
}

/** Such as `2xx`. */
function statusClass({ status }: { status: number }): string {
  return `${Math.floor(status / 100)}xx`
}

export interface EndedAttempt {
  kind: string
  lane: string
  outcome: 'done' | 'failed' | 'interrupted'
  seconds: number
}

export function meteredJobs(handlers: readonly HandledJob[], meter: (attempt: EndedAttempt) => void): HandledJob[] {
  return handlers.map(({ job, handle }) => ({
    job,
    async handle(run) {
      const began = performance.now()
      const end = (outcome: EndedAttempt['outcome']) => meter({ kind: job.kind, lane: job.lane, outcome, seconds: secondsSince(began) })
      try {
        await handle(run)
        end('done')
      } catch (error) {
        end(run.signal.aborted ? 'interrupted' : 'failed')
        throw error
      }
    },
  }))
}

export function meteredReceiver(receiver: Receiver, meter: (outcome: string) => void): Receiver {
  return {
    async isKnown(uuid) {
      const isKnown = await receiver.isKnown(uuid)
      if (!isKnown) meter('unknown')
      return isKnown
    },
    async receive(uuid, raw) {
      const reception = await receiver.receive(uuid, raw)
      meter(reception)
      return reception
    },
  }
}

/** @param wordFor of a result; `ok` for all of them when absent */
async function timed<Result>(
  work: () => Promise<Result>,
  end: (outcome: string, seconds: number) => void,
  wordFor: (result: Result) => string = () => 'ok',
): Promise<Result> {
  const began = performance.now()
  try {
    const result = await work()
    end(wordFor(result), secondsSince(began))
    return result
  } catch (error) {
    end(error instanceof GitFailure || error instanceof HttpFailure ? error.reason : 'error', secondsSince(began))
    throw error
  }
}

function secondsSince(began: number): number {
  return (performance.now() - began) / 1000
}
