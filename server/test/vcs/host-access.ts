// For tests of one kind of host without a server: builds a provider's input from the attributes of a connection.

import { createGit, type RemoteRefs } from '../../src/platform/git/index.ts'
import { createHttpClient } from '../../src/platform/http-client/index.ts'
import { createAddressPolicy } from '../../src/platform/network/index.ts'
import type { ConnectionAccess } from '../../src/vcs/credentials/connection-access.ts'
import type { HostApi, HostRepository } from '../../src/vcs/host/host-api.ts'
import { HostFailure } from '../../src/vcs/host/host-failure.ts'
import type { HostParts, ServiceProvider } from '../../src/vcs/host/provider.ts'
import type { FakeHost } from './fakes/fake-host.ts'

const addresses = createAddressPolicy({ allowPrivate: true })

/** Does not wait between attempts. */
export function hostParts(clock = { now: () => 1_700_000_000_000 }): HostParts {
  return { http: createHttpClient({ addresses, urlOverrides: [], pause: async () => undefined }), clock }
}

/** @param attributes of an `oauth-clients` document */
export function accessOf(attributes: Record<string, unknown>, secrets: ConnectionAccess['secrets'] = {}): ConnectionAccess {
  const text = (name: string) => (typeof attributes[name] === 'string' ? attributes[name] : undefined)
  return {
    httpUrl: text('http-url') ?? '',
    apiUrl: text('api-url') ?? '',
    key: text('key'),
    secret: text('secret'),
    tenantId: text('tenant-id'),
    tokenScheme: 'basic',
    secrets: { token: text('oauth-token-string'), ...secrets },
  }
}

/** @throws Error when the kind has no API */
export function apiOf(provider: ServiceProvider, access: ConnectionAccess): HostApi {
  const api = provider.api?.(access, hostParts())
  if (api === undefined) throw new Error('the provider has no API')
  return api
}

/** Every page. */
export async function listed(api: HostApi): Promise<{ repositories: HostRepository[]; pages: number }> {
  const repositories: HostRepository[] = []
  let cursor: string | undefined
  let pages = 0
  do {
    const page = await api.listRepositories(cursor)
    repositories.push(...page.items)
    cursor = page.next
    pages++
  } while (cursor !== undefined)
  return { repositories, pages }
}

/** The references that git lists with the connection's credential. */
export async function refsSeen(
  host: FakeHost,
  provider: ServiceProvider,
  access: ConnectionAccess,
  identifier: string,
): Promise<RemoteRefs> {
  const git = createGit({ scratchDirectory: `${host.directory}/scratch`, allowFile: false, addresses, urlOverrides: [] })
  const [url = ''] = provider.cloneUrls(access.httpUrl, identifier)
  return await git.listRefs({ url, credential: provider.gitCredential(access, url) }).finally(() => git.close())
}

/** @returns the failure; fails the test when there is none */
export async function failureOfAsking(asking: Promise<unknown>): Promise<HostFailure> {
  const error: unknown = await asking.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  )
  if (error instanceof HostFailure) return error
  throw error
}
