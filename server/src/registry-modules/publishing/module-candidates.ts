// The repositories of a connection, the module that each would become, and the reasons against it.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import { NotFound, type OAuthTokenId } from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import type { OrganizationAction, Subject } from '../../permissions/index.ts'
import type { RepositoryListing, RepositoryListings, RepositoryLookups, VcsRepositories } from '../../vcs/index.ts'
import { moduleAddresses } from '../registry-module/module-rows.ts'
import { rememberedRepositories } from '../trash/deleted-module-repository-rows.ts'
import { createJudge, type ModuleCandidate } from './publication-readiness.ts'

export interface ModuleCandidatesParts extends JudgementParts {
  listings: Pick<RepositoryListings, 'read' | 'lookUp'>
  lookups: Pick<RepositoryLookups, 'tokenOfInstallation'>
}

/** A candidate must meet all conditions. */
export interface CandidateFilter {
  /** exactly this one, looked up at the host */
  identifier?: string | undefined
  /** part of the identifier; case does not matter */
  q?: string | undefined
  ready?: boolean | undefined
}

export interface Candidates {
  listing: RepositoryListing
  /** in the host's order */
  candidates: ModuleCandidate[]
}

export class ModuleCandidates {
  readonly #parts: ModuleCandidatesParts

  constructor(parts: ModuleCandidatesParts) {
    this.#parts = parts
  }

  /** @throws NotFound when the subject may not see the connection; Invalid when the look-up at the host fails */
  async of(
    subject: Subject,
    oauthTokenId: OAuthTokenId,
    { identifier, q, ready }: CandidateFilter,
    action: OrganizationAction,
  ): Promise<Candidates> {
    const { listings } = this.#parts
    const listing = await (identifier === undefined
      ? listings.read(subject, oauthTokenId, action)
      : listings.lookUp(subject, { oauthTokenId, identifier }, action))
    const text = q?.toLowerCase()
    const repositories = listing.repositories.filter((each) => text === undefined || each.identifier.toLowerCase().includes(text))
    const candidates = await judge(this.#parts, { ...listing, repositories })
    return { listing, candidates: candidates.filter((candidate) => ready === undefined || candidate.ready === ready) }
  }

  /** Those that an installation of a GitHub App can read. @throws NotFound when the subject may not publish modules from it */
  async ofInstallation(subject: Subject, id: string, filter: CandidateFilter): Promise<Candidates> {
    const token = await this.#parts.lookups.tokenOfInstallation(subject, id)
    if (token === undefined) throw new NotFound(`GitHub App installation ${id} not found`)
    return await this.of(subject, token, filter, 'manage-modules')
  }
}

/** Where the facts come from. */
export interface JudgementParts {
  database: { queries: Kysely<Schema> }
  organizations: Pick<Organizations, 'namesOf'>
  repositories: Pick<VcsRepositories, 'connectedIn'>
}

/** @returns a candidate for each listed repository, in the host's order */
export async function judge(
  { database, organizations, repositories }: JudgementParts,
  listing: RepositoryListing,
): Promise<ModuleCandidate[]> {
  const { organizationId } = listing.client
  const [names, modules, connected, deleted] = await Promise.all([
    organizations.namesOf([organizationId]),
    moduleAddresses(database.queries, organizationId),
    repositories.connectedIn(organizationId),
    rememberedRepositories(database.queries, organizationId),
  ])
  const namespace = names.get(organizationId) ?? ''
  return listing.repositories.map(createJudge(listing, { namespace, modules, connected, deleted }))
}
