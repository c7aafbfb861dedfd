// Wires the jobs: their handlers, their schedule, and the runner that works on them.
import { archiveCheckJob } from '../archivist/index.ts'
import { retentionJob } from '../audit-trail/index.ts'
import { ledgerRetentionJob } from '../import-ledger/index.ts'
import {
  createSandbox,
  type IngressJobs,
  ingressJobs,
  RepositorySync,
  type Sandbox,
  UploadIngress,
  VersionIngress,
} from '../ingress/index.ts'
import { createJobRunner, type JobRunner, type RecurringJob } from '../platform/jobs/index.ts'
import {
  AutomaticPublishing,
  ImportedPackages,
  ImportOutcomes,
  ImportTasks,
  purgeJob,
  RepositoryFindings,
} from '../registry-modules/index.ts'
import { githubAppJobs, ListingUpkeep, listingJobs, webhookJobs } from '../vcs/index.ts'
import type { Installation } from './installation.ts'
import type { Tuning } from './tuning.ts'
import type { Shared } from './wire-shared.ts'

export interface Work {
  runner: JobRunner
  recurring: readonly RecurringJob[]
  sandbox: Sandbox
}

export interface WorkParts {
  scratchDirectory: string
  tuning: Tuning
}

export function wireWork(installation: Installation, shared: Shared, parts: WorkParts): Work {
  const { database, logger, config } = installation
  const { clock, vcs, git } = shared
  const { tuning } = parts
  const sandbox = createSandbox({
    processes: config.sandboxProcesses,
    ...(tuning.sandboxLimits === undefined ? {} : { limits: tuning.sandboxLimits }),
    ...(tuning.sandboxProgram === undefined ? {} : { program: tuning.sandboxProgram }),
  })
  const publishing = new AutomaticPublishing({ ...shared, upkeep: new ListingUpkeep(vcs), logger })
  const background = [
    wireIngress(installation, shared, { ...parts, sandbox }),
    webhookJobs(vcs),
    githubAppJobs(vcs),
    listingJobs(vcs, { git, listed: (id) => publishing.publishNew(id) }),
  ]
  const upkeep = [
    purgeJob({ queries: database.queries, clock }),
    retentionJob({ queries: database.queries, clock, retentionDays: config.auditRetentionDays }),
    ledgerRetentionJob({ queries: database.queries, clock }),
    archiveCheckJob({ ...shared, records: shared.archiveRecords, logger, everyDays: config.archiveCheckDays }),
  ]
  return {
    runner: createJobRunner({
      database,
      clock,
      logger,
      handlers: [...background.flatMap(({ handlers }) => handlers), ...upkeep.map(({ handler }) => handler)],
      ...(tuning.leaseMs === undefined ? {} : { leaseMs: tuning.leaseMs }),
    }),
    recurring: [...background.flatMap(({ recurring }) => recurring), ...upkeep.map(({ recurring }) => recurring)],
    sandbox,
  }
}

type IngressParts = Pick<WorkParts, 'scratchDirectory'> & { sandbox: Sandbox }

/** The jobs that import versions. */
function wireIngress({ database, logger }: Installation, shared: Shared, { sandbox, scratchDirectory }: IngressParts): IngressJobs {
  const packages = new ImportedPackages({ queries: database.queries })
  const imports = { tasks: new ImportTasks(shared), outcomes: new ImportOutcomes(shared), findings: new RepositoryFindings(shared) }
  const parts = { ...shared, ...imports, packages, sandbox, logger }
  const sync = new RepositorySync({ ...parts, database: database.queries, ingress: new VersionIngress(parts) })
  return ingressJobs({ ...parts, sync, uploads: new UploadIngress({ ...parts, scratchDirectory }) })
}
