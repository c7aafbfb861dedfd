// The jobs of GitHub Apps. Their kinds are stored: they are never renamed.
import type { Queries } from '../../database/index.ts'
import { type GithubAppId, NotFound } from '../../kernel/index.ts'
import { defineJob, enqueue, handleJob, type Priority, recurring } from '../../platform/jobs/index.ts'
import type { VcsParts } from '../connections/connections.ts'
import { turnOfGithubApp } from '../connections/turn-rows.ts'
import { HostFailure } from '../host/host-failure.ts'
import type { WebhookJobs } from '../webhooks/webhook-jobs.ts'
import { GithubAppRows } from './github-app-rows.ts'
import { InstallationRefresh } from './installation-refresh.ts'

const refreshApp = defineJob<{ githubAppId: GithubAppId }>({
  kind: 'refresh_github_app',
  lane: 'looks',
  priority: 'asked',
  maxAttempts: 5,
  timeoutMs: 10 * 60_000,
})
/** In case a delivery about an installation was lost. */
const refreshApps = defineJob<Record<string, never>>({
  kind: 'refresh_github_apps',
  lane: 'clock',
  priority: 'due',
  maxAttempts: 3,
  timeoutMs: 60_000,
})

const SIX_HOURS = 6 * 3_600_000

export async function requestRefresh(queue: Queries, githubAppId: GithubAppId, now: number, priority?: Priority): Promise<void> {
  const turn = await turnOfGithubApp(queue, githubAppId)
  await enqueue(queue, refreshApp, { key: `refresh_github_app:${githubAppId}`, payload: { githubAppId }, turn, now, priority })
}

export function githubAppJobs(parts: VcsParts): WebhookJobs {
  const refresh = new InstallationRefresh(parts)
  return {
    handlers: [
      handleJob(refreshApp, ({ payload }) => refreshed(refresh, payload.githubAppId)),
      handleJob(refreshApps, () => refreshAll(parts)),
    ],
    recurring: [recurring(refreshApps, { key: 'refresh_github_apps', payload: {}, everyMs: SIX_HOURS })],
  }
}

/** @throws HostFailure when a retry may help */
async function refreshed(refresh: InstallationRefresh, id: GithubAppId): Promise<void> {
  try {
    await refresh.refresh(id)
  } catch (error) {
    if (error instanceof NotFound) return
    if (!(error instanceof HostFailure) || error.reason === 'unavailable' || error.reason === 'rate_limited') throw error
  }
}

async function refreshAll({ queries, clock }: { queries: Queries; clock: VcsParts['clock'] }): Promise<void> {
  for (const id of await new GithubAppRows(queries).allIds()) await requestRefresh(queries, id, clock.now(), 'due')
}
