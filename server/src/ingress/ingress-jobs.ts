// The handlers of this domain's jobs, and which of them recur.
import type { Archivist } from '../archivist/index.ts'
import { type HandledJob, handleJob, type RecurringJob, recurring } from '../platform/jobs/index.ts'
import type { ImportedPackages } from '../registry-modules/index.ts'
import {
  importUpload,
  inspectAgain,
  listVersionCommits,
  lookAtRepository,
  reconcileRepositories,
  sweepObjects,
  syncRepository,
} from './jobs.ts'
import { type ReconciliationParts, reconcile } from './reconciliation.ts'
import type { RenewedInspections } from './renewed-inspections.ts'
import type { RepositorySync } from './sync-repository.ts'
import type { UploadIngress } from './upload-ingress.ts'
import type { VersionCommitListing } from './version-commit-listing.ts'

export interface IngressJobs {
  handlers: readonly HandledJob[]
  recurring: readonly RecurringJob[]
}

const EVERY_HALF_MINUTE = 30_000
const EVERY_MINUTE = 60_000
const EVERY_SIX_HOURS = 6 * 3_600_000

export interface IngressJobsParts extends ReconciliationParts {
  sync: RepositorySync
  uploads: UploadIngress
  commitListing: Pick<VersionCommitListing, 'run'>
  packages: Pick<ImportedPackages, 'referenced'>
  renewals: Pick<RenewedInspections, 'run'>
  archivist: Archivist
}

export function ingressJobs(parts: IngressJobsParts): IngressJobs {
  const { archivist, commitListing, packages, renewals, sync, uploads } = parts
  return {
    handlers: [
      handleJob(syncRepository, (run) => sync.run(run)),
      handleJob(lookAtRepository, (run) => sync.look(run)),
      handleJob(listVersionCommits, (run) => commitListing.run(run)),
      handleJob(importUpload, (run) => uploads.run(run)),
      handleJob(reconcileRepositories, () => reconcile(parts)),
      handleJob(inspectAgain, ({ signal }) => renewals.run(signal)),
      handleJob(sweepObjects, async () => {
        await archivist.sweepUnreferenced((keys) => packages.referenced(keys))
      }),
    ],
    recurring: [
      recurring(reconcileRepositories, { key: 'reconcile_repositories', payload: {}, everyMs: EVERY_HALF_MINUTE }),
      recurring(inspectAgain, { key: 'inspect_again', payload: {}, everyMs: EVERY_MINUTE }),
      recurring(sweepObjects, { key: 'sweep_objects', payload: {}, everyMs: EVERY_SIX_HOURS }),
    ],
  }
}
