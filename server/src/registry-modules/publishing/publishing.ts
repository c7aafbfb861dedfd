// Publishes a repository as a module. The import starts after the answer.
import { Invalid, type OAuthTokenId, type OrganizationId } from '../../kernel/index.ts'
import type { Organization, Organizations } from '../../organizations/index.ts'
import type { Subject } from '../../permissions/index.ts'
import type { RefLister, RepositoryLookups } from '../../vcs/index.ts'
import type { AgentPools } from '../registry-module/ports.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import { type PublicationRequest, readPublication, refuseMissingBranch } from './publication.ts'
import { type PublishLocatedParts, publishLocated } from './publish-located.ts'

export interface PublishingParts extends PublishLocatedParts {
  organizations: Organizations
  lookups: RepositoryLookups
  git: RefLister
  agentPools: AgentPools
}

/** The connection to use. Empty strings count as absent. */
export interface ConnectionRequest {
  oauthTokenId?: string | undefined
  githubAppInstallationId?: string | undefined
  /** if set, must match the organization to publish to */
  organizationName?: string | undefined
}

const TOKEN_POINTER = '/data/attributes/vcs-repo/oauth-token-id'
const INSTALLATION_POINTER = '/data/attributes/vcs-repo/github-app-installation-id'

export class Publishing {
  readonly #parts: PublishingParts

  constructor(parts: PublishingParts) {
    this.#parts = parts
  }

  /**
   * @param organizationName where to publish; when absent, the organization of the connection
   * @throws Invalid when the request contradicts itself, the repository cannot be read or lacks the branch, or the module
   *   already exists; NotFound when the subject may not publish there
   */
  async publish(
    subject: Subject,
    organizationName: string | undefined,
    request: PublicationRequest & ConnectionRequest,
  ): Promise<RegistryModule> {
    const { organizations, lookups, git, agentPools } = this.#parts
    const name = organizationName ?? namedWithInstallation(request)
    const target = name === undefined ? undefined : await organizations.permitted(subject, 'manage-modules', name)
    if (target !== undefined) refuseOtherOrganization(request, target)
    const poolId = request.testConfig?.agentPoolId
    const pool = poolId === undefined || poolId === '' ? undefined : await agentPools.find(poolId)
    const publication = readPublication(request, pool?.name)
    const oauthTokenId = await this.#connectionOf(subject, request, target?.id)
    const wanted = { oauthTokenId, identifier: publication.identifier, organizationId: target?.id }
    const located = await lookups.locate(subject, wanted, git)
    const organization = await organizations.readById(subject, located.organizationId)
    if (target !== undefined && organization.id !== target.id) {
      throw elsewhere(request, target)
    }
    refuseOtherOrganization(request, organization)
    if (pool !== undefined && pool.organizationId !== organization.id) {
      throw new Invalid(`Agent pool ${poolId} does not exist in this organization`, '/data/attributes/test-config/agent-pool-id')
    }
    refuseMissingBranch(publication, located.refs)
    return await publishLocated(this.#parts, { by: subject, organization, publication, located })
  }

  async #connectionOf(
    subject: Subject,
    { oauthTokenId, githubAppInstallationId }: ConnectionRequest,
    target: OrganizationId | undefined,
  ): Promise<OAuthTokenId> {
    if (oauthTokenId && githubAppInstallationId) {
      throw new Invalid('Oauth token and GitHub App installation cannot be used together: leave one out', TOKEN_POINTER)
    }
    if (githubAppInstallationId) {
      const found = await this.#parts.lookups.tokenOfInstallation(subject, githubAppInstallationId, target)
      if (found !== undefined) return found
      throw new Invalid(`GitHub App installation ${githubAppInstallationId} does not exist`, INSTALLATION_POINTER)
    }
    if (!oauthTokenId) throw new Invalid("Oauth token can't be blank: it names the connection to use", TOKEN_POINTER)
    return oauthTokenId as OAuthTokenId
  }
}

/** An installation may be used in several organizations, so that the body may have to say which. */
function namedWithInstallation({ githubAppInstallationId, organizationName }: ConnectionRequest): string | undefined {
  return githubAppInstallationId && organizationName ? organizationName : undefined
}

function elsewhere({ oauthTokenId, githubAppInstallationId }: ConnectionRequest, target: Organization): Invalid {
  const problem = `does not belong to the organization ${target.name}`
  if (!githubAppInstallationId) return new Invalid(`Oauth token ${oauthTokenId} ${problem}`, TOKEN_POINTER)
  return new Invalid(`GitHub App installation ${githubAppInstallationId} ${problem}`, INSTALLATION_POINTER)
}

/** @throws Invalid when the body names another organization than the path or the connection */
function refuseOtherOrganization({ organizationName }: ConnectionRequest, { name }: Organization): void {
  if (!organizationName || organizationName.toLowerCase() === name.toLowerCase()) return
  const pointer = '/data/attributes/vcs-repo/organization-name'
  throw new Invalid(`Organization name ${organizationName} does not match the organization to publish to, ${name}`, pointer)
}
