// How the composition root counts what its parts do: it wraps them. Without metrics, the parts stay as they are.
import type { Git } from '../../platform/git/index.ts'
import type { RequestMeter } from '../../platform/http/index.ts'
import type { HttpClient } from '../../platform/http-client/index.ts'
import type { HandledJob } from '../../platform/jobs/index.ts'
import { ImportOutcomes, type ImportOutcomesParts } from '../../registry-modules/index.ts'
import type { Deliveries } from '../../vcs/index.ts'

/** What receives the deliveries of webhooks. */
export type Receiver = Pick<Deliveries, 'isKnown' | 'receive'>

export interface Metering {
  requests: RequestMeter | undefined
  git(git: Git): Git
  http(client: HttpClient): HttpClient
  jobs(handlers: readonly HandledJob[]): readonly HandledJob[]
  outcomes(parts: ImportOutcomesParts): ImportOutcomes
  receiver(receiver: Receiver): Receiver
}

const same = <Part>(part: Part): Part => part

export const UNMETERED: Metering = {
  requests: undefined,
  git: same,
  http: same,
  jobs: same,
  outcomes: (parts) => new ImportOutcomes(parts),
  receiver: same,
}
