// VCS connections, modules, their archives and imports, put together.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Archivist, createArchivist, createFileStore } from '../archivist/index.ts'
import {
  createIngressRequests,
  createSandbox,
  DEFAULT_SANDBOX_LIMITS,
  ingressJobs,
  RepositorySync,
  type Sandbox,
  VersionIngress,
} from '../ingress/index.ts'
import type { Organizations } from '../organizations/index.ts'
import { createGit, type Git } from '../platform/git/index.ts'
import { createJobRunner, type JobRunner, type RecurringJob } from '../platform/jobs/index.ts'
import type { Clock } from '../platform/kernel/index.ts'
import { createAddressPolicy } from '../platform/network/index.ts'
import { createSecretBox } from '../platform/secrets/index.ts'
import {
  Catalogue,
  ModuleViews,
  NewVersions,
  Publishing,
  RegistryModules,
  RegistryReading,
  VersionImports,
} from '../registry-modules/index.ts'
import { OAuthClients, OAuthTokens, VcsRepositories } from '../vcs/index.ts'
import type { Installation } from './installation.ts'

export interface Modules {
  archivist: Archivist
  catalogue: Catalogue
  clients: OAuthClients
  oauthTokens: OAuthTokens
  modules: RegistryModules
  publishing: Publishing
  newVersions: NewVersions
  views: ModuleViews
  reading: RegistryReading
  git: Git
  sandbox: Sandbox
  runner: JobRunner
  recurring: readonly RecurringJob[]
}

/** How many repositories are imported at the same time. Small, because answering requests comes first. */
const JOBS_AT_ONCE = 2

export function wireModules(installation: Installation, parts: { clock: Clock; organizations: Organizations }): Modules {
  const { config, database, keyring, logger } = installation
  const { clock, organizations } = parts
  const git = wireGit(installation)
  const archivist = createArchivist({
    store: createFileStore(config.storage.directory),
    signingKey: keyring.key('object-urls'),
    publicUrl: config.publicUrl,
    clock,
  })
  const vcs = {
    database: database.queries,
    clock,
    secretBox: createSecretBox(keyring.key('credentials')),
    configuration: { allowFileRemotes: config.vcs.allowFileRemotes },
  }
  const repositories = new VcsRepositories(vcs)
  const catalogue = new Catalogue({ database, clock })
  const imports = new VersionImports({ database, clock, catalogue })
  const sandbox = createSandbox(DEFAULT_SANDBOX_LIMITS)
  const versionIngress = new VersionIngress({ imports, archivist, git, sandbox, logger })
  const sync = new RepositorySync({ repositories, imports, ingress: versionIngress, git, clock, logger })
  const jobs = ingressJobs({ database, clock, repositories, sync, imports, archivist })
  const runner = createJobRunner({ database, clock, logger, handlers: jobs.handlers, concurrency: JOBS_AT_ONCE })
  const ingress = createIngressRequests(() => runner.wake())
  const views = new ModuleViews({ database, repositories })
  return {
    archivist,
    catalogue,
    clients: new OAuthClients(vcs, organizations),
    oauthTokens: new OAuthTokens(vcs, organizations),
    modules: new RegistryModules({ database, clock, organizations, ingress, catalogue }),
    publishing: new Publishing({ database, clock, organizations, repositories, git, ingress }),
    newVersions: new NewVersions({ database, clock, ingress, catalogue }),
    views,
    reading: new RegistryReading({ database, views }),
    git,
    sandbox,
    runner,
    recurring: jobs.recurring,
  }
}

export function wireGit({ config }: Pick<Installation, 'config'>): Git {
  const scratchDirectory = join(config.dataDirectory, 'scratch')
  mkdirSync(scratchDirectory, { recursive: true })
  return createGit({
    scratchDirectory,
    allowFile: config.vcs.allowFileRemotes,
    addresses: createAddressPolicy({ allowPrivate: config.vcs.allowPrivateAddresses }),
    urlOverrides: config.vcs.urlOverrides,
  })
}
