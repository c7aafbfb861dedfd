// Wires the jobs: their handlers, their schedule, and the runner that works on them.
import { archiveCheckJob } from '../archivist/index.ts'
import { retentionJob } from '../audit-trail/index.ts'
import { ledgerRetentionJob } from '../import-ledger/index.ts'
import {
  createSandbox,
  type IngressJobs,
  ingressJobs,
  RenewedInspections,
  RepositorySync,
  type Sandbox,
  UploadIngress,
  VersionCommitListing,
  VersionIngress,
} from '../ingress/index.ts'
import { createJobRunner, type HandledJob, type JobRunner, type RecurringJob } from '../platform/jobs/index.ts'
import {
  AutomaticPublishing,
  fillIndexJob,
  ImportedPackages,
  ImportTasks,
  purgeJob,
  RepositoryFindings,
  StoredInspections,
  VersionCommits,
} from '../registry-modules/index.ts'
import { githubAppJobs, ListingUpkeep, listingJobs, webhookJobs } from '../vcs/index.ts'
import type { Installation } from './installation.ts'
import type { Metering } from './metrics/metering.ts'
import type { Tuning } from './tuning.ts'
import type { Shared } from './wire-shared.ts'

export interface Work {
  runner: JobRunner
  handlers: readonly HandledJob[]
  recurring: readonly RecurringJob[]
  sandbox: Sandbox
}

export interface WorkParts {
  scratchDirectory: string
  tuning: Tuning
  metering: Metering
}

export function wireWork(installation: Installation, shared: Shared, parts: WorkParts): Work {
  const { database, logger, config } = installation
  const { clock, vcs, git } = shared
  const { tuning, metering } = parts
  const sandboxOf = (processes: number) =>
    createSandbox({
      processes,
      ...(tuning.sandboxLimits === undefined ? {} : { limits: tuning.sandboxLimits }),
      ...(tuning.sandboxProgram === undefined ? {} : { program: tuning.sandboxProgram }),
    })
  const sandbox = sandboxOf(config.sandboxProcesses)
  const publishing = new AutomaticPublishing({ ...shared, upkeep: new ListingUpkeep(vcs), logger })
  const background = [
    wireIngress(installation, shared, { ...parts, sandbox, openSandbox: () => sandboxOf(1) }),
    webhookJobs(vcs),
    githubAppJobs(vcs),
    listingJobs(vcs, { git, listed: (id) => publishing.publishNew(id) }),
  ]
  const upkeep = [
    purgeJob({ queries: database.queries, clock }),
    retentionJob({ queries: database.queries, clock, retentionDays: config.auditRetentionDays }),
    fillIndexJob({ queries: database.queries, changes: shared.changes, logger }),
    ledgerRetentionJob({ queries: database.queries, clock }),
    archiveCheckJob({ ...shared, records: shared.archiveRecords, logger, everyDays: config.archiveCheckDays }),
  ]
  const handlers = [...background.flatMap((each) => each.handlers), ...upkeep.map(({ handler }) => handler)]
  return {
    runner: createJobRunner({
      database,
      clock,
      logger,
      handlers: metering.jobs(handlers),
      ...(tuning.leaseMs === undefined ? {} : { leaseMs: tuning.leaseMs }),
    }),
    handlers,
    recurring: [...background.flatMap(({ recurring }) => recurring), ...upkeep.map(({ recurring }) => recurring)],
    sandbox,
  }
}

type IngressParts = Pick<WorkParts, 'scratchDirectory' | 'metering'> & { sandbox: Sandbox; openSandbox(): Sandbox }

/** The jobs that import versions. */
function wireIngress(
  { database, logger }: Installation,
  shared: Shared,
  { sandbox, openSandbox, scratchDirectory, metering }: IngressParts,
): IngressJobs {
  const packages = new ImportedPackages({ queries: database.queries })
  const imports = { tasks: new ImportTasks(shared), outcomes: metering.outcomes(shared), findings: new RepositoryFindings(shared) }
  const parts = { ...shared, ...imports, packages, sandbox, logger }
  const sync = new RepositorySync({ ...parts, database: database.queries, ingress: new VersionIngress(parts) })
  const inspections = new StoredInspections({ queries: database.queries, clock: shared.clock })
  const renewals = new RenewedInspections({ ...parts, inspections, openSandbox, scratchDirectory })
  const commitListing = new VersionCommitListing({ ...parts, commits: new VersionCommits(shared) })
  return ingressJobs({ ...parts, sync, renewals, commitListing, uploads: new UploadIngress({ ...parts, scratchDirectory }) })
}
