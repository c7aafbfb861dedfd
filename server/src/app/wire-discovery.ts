// Finding repositories to publish, put together.
import type { Organizations } from '../organizations/index.ts'
import type { Git } from '../platform/git/index.ts'
import { ModuleCandidates, ModuleDiscovery, type Publishing } from '../registry-modules/index.ts'
import { type ListingJobs, ListingUpkeep, listingJobs, type RepositoryListings, type VcsParts, type VcsRepositories } from '../vcs/index.ts'
import type { Installation } from './installation.ts'

export interface Discovery {
  candidates: ModuleCandidates
  discovery: ModuleDiscovery
}

export interface DiscoveryParts {
  vcs: VcsParts
  git: Git
  organizations: Organizations
  repositories: VcsRepositories
  listings: RepositoryListings
  publishing: Publishing
}

export function wireDiscovery({ database, logger }: Installation, parts: DiscoveryParts): Discovery & { jobs: ListingJobs } {
  const { vcs, git, organizations, repositories, listings, publishing } = parts
  const candidates = new ModuleCandidates({ database, organizations, listings, upkeep: new ListingUpkeep(vcs), repositories })
  const discovery = new ModuleDiscovery({ candidates, publishing, listings, logger })
  return { candidates, discovery, jobs: listingJobs(vcs, { git, listed: (id) => discovery.publishNew(id) }) }
}
