// What brings versions in, behind the requests.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Archivist } from '../archivist/index.ts'
import type { ImportLedger } from '../import-ledger/index.ts'
import {
  createSandbox,
  DEFAULT_SANDBOX_LIMITS,
  type IngressJobs,
  ingressJobs,
  RepositorySync,
  type Sandbox,
  UploadIngress,
  VersionIngress,
} from '../ingress/index.ts'
import type { Clock } from '../kernel/index.ts'
import { createGit, type Git, type GitLimits } from '../platform/git/index.ts'
import { createAddressPolicy } from '../platform/network/index.ts'
import type { VersionImports } from '../registry-modules/index.ts'
import type { VcsRepositories } from '../vcs/index.ts'
import type { Installation } from './installation.ts'
import type { Tuning } from './tuning.ts'

export interface ImportParts {
  clock: Clock
  git: Git
  archivist: Archivist
  repositories: VcsRepositories
  imports: VersionImports
  ledger: ImportLedger
  tuning: Pick<Tuning, 'sandboxLimits'>
}

export function wireImports({ config, database, logger }: Installation, parts: ImportParts): { sandbox: Sandbox; jobs: IngressJobs } {
  const { clock, git, archivist, repositories, imports, ledger, tuning } = parts
  const sandbox = createSandbox(tuning.sandboxLimits ?? DEFAULT_SANDBOX_LIMITS)
  const ingress = new VersionIngress({ imports, archivist, git, sandbox, logger, clock })
  const sync = new RepositorySync({ repositories, imports, ingress, git, clock, logger, ledger, database: database.queries })
  const uploads = new UploadIngress({ imports, archivist, sandbox, logger, clock, scratchDirectory: scratchDirectoryOf(config) })
  return { sandbox, jobs: ingressJobs({ database, clock, repositories, sync, uploads, imports, archivist }) }
}

export function wireGit({ config }: Pick<Installation, 'config'>, limits: Partial<GitLimits> = {}): Git {
  mkdirSync(scratchDirectoryOf(config), { recursive: true })
  return createGit({
    scratchDirectory: scratchDirectoryOf(config),
    allowFile: config.vcs.allowFileRemotes,
    addresses: createAddressPolicy({ allowPrivate: config.vcs.allowPrivateAddresses }),
    urlOverrides: config.vcs.urlOverrides,
    limits,
  })
}

/** For what is only needed while a job runs; emptied when the server starts, since nobody else has its data directory. */
function scratchDirectoryOf({ dataDirectory }: Installation['config']): string {
  return join(dataDirectory, 'scratch')
}
