// Reads a repository's tags with git and counts their versions, without importing anything.
import { GitFailure, type ListRefsOptions } from '../../platform/git/index.ts'
import { isPrerelease, parseVersion, versionFromTag, versionSortKey, withoutBuild } from '../../terraform/index.ts'
import type { OpenConnection } from '../connections/hosts.ts'
import type { RefLister, RemoteRefs } from '../host/ports.ts'

/** @throws GitFailure the most specific one, when no address works */
export async function listRefsOf(
  { client, provider, access }: OpenConnection,
  identifier: string,
  { git, ...options }: ListRefsOptions & { git: RefLister },
): Promise<RemoteRefs> {
  let failure: GitFailure | undefined
  for (const url of provider.cloneUrls(client.httpUrl, identifier)) {
    try {
      const { organizationId: organization, serviceProvider: family } = client
      return await git.listRefs({ url, credential: provider.gitCredential(access, url), organization, family }, options)
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error
      if (failure === undefined || failure.reason === 'not_found') failure = error
      // Hosts answer either way, for missing and for forbidden repositories.
      if (error.reason !== 'not_found' && error.reason !== 'authentication') break
    }
  }
  throw failure ?? new GitFailure('not_found', 'there is no address to try')
}

/** As publishing reads them, without a prefix. Tags of the same precedence count once. */
export function versionTagsOf({ tags }: Pick<RemoteRefs, 'tags'>): { versionTags: number; latestVersion: string | null } {
  const texts = tags.flatMap(({ name }) => {
    const read = versionFromTag(name)
    return 'version' in read ? [read.version] : []
  })
  // Descending, so that what stays of each precedence is the one without build metadata, if there is one.
  const byPrecedence = new Map(
    texts
      .toSorted()
      .toReversed()
      .map((text) => [withoutBuild(text), text]),
  )
  const versions = [...byPrecedence.values()].flatMap((text) => parseVersion(text) ?? [])
  const newestFirst = versions.toSorted((one, other) => (versionSortKey(one) < versionSortKey(other) ? 1 : -1))
  const latest = newestFirst.find((version) => !isPrerelease(version)) ?? newestFirst[0]
  return { versionTags: versions.length, latestVersion: latest?.text ?? null }
}
