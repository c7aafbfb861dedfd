// Every migration, oldest first. Listed by hand, so that a review decides the order and not the file names.
import { initial } from './0001-initial.ts'
import { accounts } from './0002-accounts.ts'
import { login } from './0003-login.ts'
import { moduleLifecycle } from './0004-module-lifecycle.ts'
import { moduleSettings } from './0005-module-settings.ts'
import { auditRetention } from './0006-audit-retention.ts'
import { suspendedUsers } from './0007-suspended-users.ts'
import { versionConsumers } from './0008-version-consumers.ts'
import { gitHosts } from './0009-git-hosts.ts'
import { githubApps } from './0010-github-apps.ts'
import { repositoryListings } from './0011-repository-listings.ts'
import { importLedger } from './0012-import-ledger.ts'
import { connectionScopes } from './0013-connection-scopes.ts'
import { jobLanes } from './0014-job-lanes.ts'
import { secretKeyCheck } from './0015-secret-key-check.ts'
import { jobDeaths } from './0016-job-deaths.ts'
import { asSent } from './0017-as-sent.ts'
import { projectsAsSent } from './0018-projects-as-sent.ts'
import { archiveChecks } from './0019-archive-checks.ts'
import { personalTrails } from './0020-personal-trails.ts'
import { githubAppConnectors } from './0021-github-app-connectors.ts'
import { quotas } from './0022-quotas.ts'
import { oneVersionPerPrecedence } from './0023-one-version-per-precedence.ts'
import { archiveContents } from './0024-archive-contents.ts'
import { moduleTotals } from './0025-module-totals.ts'
import { firstRun } from './0026-first-run.ts'
import { whatImportsRecord } from './0027-what-imports-record.ts'
import { moduleSearch } from './0028-module-search.ts'
import { searchableFacets } from './0029-searchable-facets.ts'
import { versionCommits } from './0030-version-commits.ts'
import { lastDownloads } from './0031-last-downloads.ts'
import { invitationLinks } from './0032-invitation-links.ts'
import { sessionOrigins } from './0033-session-origins.ts'
import { versionControl } from './0034-version-control.ts'
import { singleSignOn } from './0035-single-sign-on.ts'
import { providerMemberships } from './0036-provider-memberships.ts'
import { failedArchives } from './0037-failed-archives.ts'
import type { Migration } from './migration.ts'

export type { Migration, MigrationTarget } from './migration.ts'

export const MIGRATIONS: readonly Migration[] = [
  initial,
  accounts,
  login,
  moduleLifecycle,
  moduleSettings,
  auditRetention,
  suspendedUsers,
  versionConsumers,
  gitHosts,
  githubApps,
  repositoryListings,
  importLedger,
  connectionScopes,
  jobLanes,
  secretKeyCheck,
  jobDeaths,
  asSent,
  projectsAsSent,
  archiveChecks,
  personalTrails,
  githubAppConnectors,
  quotas,
  oneVersionPerPrecedence,
  archiveContents,
  moduleTotals,
  firstRun,
  whatImportsRecord,
  moduleSearch,
  searchableFacets,
  versionCommits,
  lastDownloads,
  invitationLinks,
  sessionOrigins,
  versionControl,
  singleSignOn,
  providerMemberships,
  failedArchives,
]
