// A stand-in for a git host (Gitea). It calls the server under test over the network, and records what it is asked.
import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { createApiClient } from '../demo/api-client.ts'
import type { FakeRepository } from '../test/vcs/fakes/fake-host.ts'
import { FakeGitea } from '../test/vcs/fakes/gitea.ts'
import type { BareRemote } from './bare-git.ts'
import { sum } from './figures.ts'
import { ORGANIZATION } from './seed/catalogue.ts'

/** Times as of `performance.now()`. */
export interface AskedOfHost {
  /** with the query */
  url: string
  at: number
  /** when the answer was complete; undefined before that */
  answeredAt: number | undefined
}

export interface HostTraffic {
  requests: number
  /** both ways, with the headers */
  bytes: number
}

export interface MeasuredHost extends AsyncDisposable {
  host: FakeGitea
  /** since the start, or the last `asked.length = 0` */
  asked: AskedOfHost[]
  /** of the last delivery; times as of `performance.now()` */
  lastDelivery: { sentAt: number; answeredAt: number }
  /** since the start */
  traffic(): HostTraffic
}

const PATIENCE = 60_000
const LOOK_EVERY = 20

export async function startMeasuredHost(): Promise<MeasuredHost> {
  const asked: AskedOfHost[] = []
  const sockets = new Set<Socket>()
  const lastDelivery = { sentAt: 0, answeredAt: 0 }
  let requests = 0
  const host = await new FakeGitea(async (url, { headers, body }) => {
    lastDelivery.sentAt = performance.now()
    const { status } = await fetch(url, { method: 'POST', headers, body })
    lastDelivery.answeredAt = performance.now()
    return { status }
  }).start()
  host.onRequest = (request, response) => {
    const entry: AskedOfHost = { url: request.url ?? '', at: performance.now(), answeredAt: undefined }
    asked.push(entry)
    requests++
    sockets.add(request.socket)
    response.once('close', () => void (entry.answeredAt = performance.now()))
  }
  return {
    host,
    asked,
    lastDelivery,
    traffic: () => ({ requests, bytes: sum([...sockets].map(({ bytesRead, bytesWritten }) => bytesRead + bytesWritten)) }),
    [Symbol.asyncDispose]: () => host.close(),
  }
}

/** How git reads a repository of the host. */
export function bareRemote({ url, token }: FakeGitea, identifier: string): BareRemote {
  return { url: `${url}/${identifier}.git`, authorization: `Basic ${Buffer.from(`bench:${token}`).toString('base64')}` }
}

/** @returns the id of the connection's token */
export async function connectHost(server: { url: string }, token: string, host: FakeGitea): Promise<string> {
  const api = createApiClient(server.url, token)
  const client = await api.post(`/api/v2/organizations/${ORGANIZATION}/oauth-clients`, 'oauth-clients', host.tokenConnection())
  const tokens = client.relationships['oauth-tokens']?.data
  const id = Array.isArray(tokens) ? tokens[0]?.id : undefined
  if (id === undefined) throw new Error('the connection has no token')
  return id
}

/** Publishes the module of a repository, and waits until the host has the webhook. */
export async function publishFrom(
  server: { url: string },
  token: string,
  { host, repository, oauthTokenId }: { host: FakeGitea; repository: FakeRepository; oauthTokenId: string },
): Promise<void> {
  await createApiClient(server.url, token).post(`/api/v2/organizations/${ORGANIZATION}/registry-modules/vcs`, 'registry-modules', {
    'vcs-repo': { identifier: repository.identifier, 'oauth-token-id': oauthTokenId, 'display-identifier': repository.identifier },
  })
  await eventually('the webhook was not made', () => host.hooks.some(({ repositoryId }) => repositoryId === repository.id))
}

/** @throws Error with the complaint unless it becomes true within a minute */
export async function eventually(
  complaint: string,
  condition: () => boolean | Promise<boolean>,
  { everyMs = LOOK_EVERY, patienceMs = PATIENCE }: { everyMs?: number; patienceMs?: number } = {},
): Promise<void> {
  const deadline = performance.now() + patienceMs
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(complaint)
    await delay(everyMs)
  }
}

/** @returns the versions that Terraform is told */
export async function versionsOf(server: { url: string }, token: string, module: string): Promise<string[]> {
  const url = `${server.url}/api/registry/v1/modules/${ORGANIZATION}/${module}/versions`
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  const { modules } = (await answer.json()) as { modules?: { versions: { version: string }[] }[] }
  return modules?.[0]?.versions.map(({ version }) => version) ?? []
}
