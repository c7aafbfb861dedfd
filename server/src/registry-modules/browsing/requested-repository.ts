// The repository that somebody looks at before it is published.
import { Invalid, NotFound, type OAuthTokenId, type OrganizationId } from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import type { Subject } from '../../permissions/index.ts'
import type { LocatedRepository, RefLister, RepositoryLookups } from '../../vcs/index.ts'

/** A repository at a connection of the organization. */
export interface RepositoryRequest {
  organization: string
  /** or `githubAppInstallationId`: the connection; one of them has to be there */
  oauthTokenId: string | undefined
  githubAppInstallationId: string | undefined
  identifier: string
}

export interface LocatingParts {
  organizations: Pick<Organizations, 'permitted'>
  lookups: Pick<RepositoryLookups, 'locate' | 'tokenOfInstallation'>
  git: RefLister
}

type ConnectionNames = Pick<RepositoryRequest, 'oauthTokenId' | 'githubAppInstallationId'>

/**
 * Finds the repository and lists its references, as publishing does.
 * @throws NotFound when the subject may not publish modules there, or not from the connection; Invalid when the repository
 *   cannot be read, with the host's answer
 */
export async function locateRequested(parts: LocatingParts, subject: Subject, request: RepositoryRequest): Promise<LocatedRepository> {
  const { organizations, lookups, git } = parts
  const { organization: name, identifier, ...connection } = request
  const { id: organizationId } = await organizations.permitted(subject, 'manage-modules', name)
  const oauthTokenId = await tokenOf(lookups, subject, { connection, organizationId })
  const located = await lookups.locate(subject, { oauthTokenId, identifier, organizationId }, git)
  if (located.organizationId !== organizationId) throw new NotFound(`${nameOf(connection)} not found`)
  return located
}

async function tokenOf(
  lookups: LocatingParts['lookups'],
  subject: Subject,
  { connection, organizationId }: { connection: ConnectionNames; organizationId: OrganizationId },
): Promise<OAuthTokenId> {
  const { oauthTokenId, githubAppInstallationId } = connection
  if (githubAppInstallationId === undefined) {
    if (oauthTokenId === undefined) throw new Invalid('Name the connection: oauth_token_id or githubAppInstallationId is missing')
    return oauthTokenId as OAuthTokenId
  }
  if (oauthTokenId !== undefined) throw new Invalid('oauth_token_id and githubAppInstallationId cannot be used together: leave one out')
  const token = await lookups.tokenOfInstallation(subject, githubAppInstallationId, organizationId)
  if (token === undefined) throw new NotFound(`${nameOf(connection)} not found`)
  return token
}

function nameOf({ oauthTokenId, githubAppInstallationId }: ConnectionNames): string {
  return githubAppInstallationId === undefined ? `oauth token ${oauthTokenId}` : `GitHub App installation ${githubAppInstallationId}`
}
