// The shares of git, inspection, archive and database in an import. Each part runs alone.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AuditedAccounts } from '../src/accounts/index.ts'
import { openInstallation } from '../src/app/installation.ts'
import { createArchivist, createFileStore } from '../src/archivist/index.ts'
import { AuditTrail } from '../src/audit-trail/index.ts'
import { readGitTree } from '../src/ingress/package/index.ts'
import type { Prepared } from '../src/ingress/sandbox/messages.ts'
import { cacheObjects } from '../src/ingress/sandbox/object-cache.ts'
import { createPackagePreparation } from '../src/ingress/sandbox/package-preparation.ts'
import { storePackage } from '../src/ingress/store-package.ts'
import { systemClock, type VcsRepositoryId } from '../src/kernel/index.ts'
import { createGit, openObjectReader, type RemoteTag, type Snapshot } from '../src/platform/git/index.ts'
import { createAddressPolicy } from '../src/platform/network/index.ts'
import { createLogger } from '../src/platform/observability/index.ts'
import { RequestOrigins } from '../src/platform/request-origin/index.ts'
import {
  Catalogue,
  type ImportedPackage,
  ImportOutcomes,
  ImportTasks,
  ImportTrace,
  ModuleChanges,
  RepositoryFindings,
  VersionConsumers,
} from '../src/registry-modules/index.ts'
import { RepositorySyncs } from '../src/vcs/index.ts'
import { memoryRecords } from '../test/support/archive-records.ts'
import { figure, sum } from './figures.ts'
import { line, table } from './report.ts'
import { seedCatalogue, seedConnectedModule } from './seed/catalogue.ts'
import { IDENTIFIER, TAGS } from './seed/module-repository.ts'
import { settings } from './server-under-test.ts'

interface Stage {
  part: string
  name: string
  ms: number
}

export async function measureStages(directory: string, remoteUrl: string): Promise<void> {
  const scratchDirectory = join(directory, 'scratch')
  mkdirSync(scratchDirectory)
  const git = createGit({ scratchDirectory, allowFile: false, addresses: createAddressPolicy({ allowPrivate: true }), urlOverrides: [] })
  const stages: Stage[] = []
  const measure = async <Result>(part: string, name: string, work: () => Promise<Result>): Promise<Result> => {
    const began = performance.now()
    const result = await work()
    stages.push({ part, name, ms: performance.now() - began })
    return result
  }
  const remote = { url: `${remoteUrl}/${IDENTIFIER}.git`, credential: { type: 'none' } as const }
  const refs = await measure('git', 'list', () => git.listRefs(remote))
  const wants = refs.tags.map(({ name, commit }) => ({ ref: `refs/tags/${name}`, commit }))
  const snapshot = await measure('git', 'fetch', () => git.fetchSnapshot(remote, wants))
  try {
    await measure('git', 'read', () => readAll(snapshot))
    const before = performance.now()
    const prepared = await prepareAll(snapshot)
    const preparing = performance.now() - before
    const packing = sum(prepared.map(({ packedMs }) => packedMs))
    const reading = stages.find(({ name }) => name === 'read')?.ms ?? 0
    stages.push({ part: 'inspection', name: 'inspect', ms: preparing - packing - reading }, { part: 'archive', name: 'pack', ms: packing })
    const data = join(directory, 'data')
    const made = await measure('archive', 'store', () => storeAll(data, prepared))
    await measureDatabase(data, refs.tags, made, measure)
  } finally {
    await snapshot.dispose()
    git.close()
  }
  report(stages)
}

function report(stages: readonly Stage[]): void {
  line('Each part alone; in an import they overlap, so that the whole is less than their sum:\n')
  const total = sum(stages.map(({ ms }) => ms))
  const parts = Map.groupBy(stages, ({ part }) => part)
  table(
    ['part', 'ms a tag', 'share', 'of which'],
    [...parts].map(([part, each]) => {
      const ms = sum(each.map((stage) => stage.ms))
      return [
        part,
        figure(ms / TAGS),
        `${Math.round((100 * ms) / total)} %`,
        each.map((stage) => `${stage.name} ${figure(stage.ms / TAGS)}`).join(', '),
      ]
    }),
  )
}

async function readAll(snapshot: Snapshot): Promise<void> {
  const reader = openObjectReader(snapshot.directory)
  const objects = cacheObjects(reader)
  for (const { tree } of snapshot.commits.values()) {
    const { files } = await readGitTree(objects, tree)
    await Promise.all(files.map((file) => file.read()))
  }
  await reader.close()
}

interface PreparedVersion extends Prepared {
  file: string
  commit: string
}

/** Reads, inspects and packs as the sandbox does. */
async function prepareAll(snapshot: Snapshot): Promise<PreparedVersion[]> {
  const preparation = createPackagePreparation()
  const prepared: PreparedVersion[] = []
  for (const [name, { tree, commit }] of snapshot.commits) {
    const file = join(snapshot.directory, `${name.replaceAll('/', '-')}.tar.gz`)
    const source = { kind: 'git', repository: snapshot.directory, tree, sourceDirectory: '' } as const
    const outcome = await preparation.prepare({ name, source, destination: file })
    if (outcome.kind !== 'prepared') throw new Error(`${name} could not be prepared`)
    prepared.push({ ...outcome, file, commit })
  }
  await preparation.close()
  return prepared
}

async function storeAll(data: string, prepared: readonly PreparedVersion[]): Promise<ImportedPackage[]> {
  const store = createFileStore(join(data, 'objects'))
  const archivist = createArchivist({
    store,
    records: memoryRecords(),
    logger: createLogger('silent'),
    signingKeys: [Buffer.alloc(32)],
    publicUrl: 'http://localhost',
    clock: systemClock,
  })
  const made: ImportedPackage[] = []
  for (const each of prepared) {
    const { file, commit } = each
    made.push(
      await storePackage(archivist, each, {
        file,
        commit,
        inspectionKey: commit,
        checkRoom: async () => undefined,
        trace: new ImportTrace(systemClock.now),
        startedAt: 0,
      }),
    )
  }
  return made
}

async function measureDatabase(
  data: string,
  tags: readonly RemoteTag[],
  made: readonly ImportedPackage[],
  measure: (part: string, name: string, work: () => Promise<void>) => Promise<void>,
): Promise<void> {
  await seedCatalogue(data, 0, 0)
  await using installation = await openInstallation(settings(data))
  const { database } = installation
  const repositoryId: VcsRepositoryId = await seedConnectedModule(database.queries)
  const trail = new AuditTrail({
    queries: database.queries,
    clock: systemClock,
    accessors: new AuditedAccounts(),
    origins: new RequestOrigins(),
  })
  const parts = { database, clock: systemClock }
  const catalogue = new Catalogue({ ...parts, consumers: new VersionConsumers(parts), repositories: { describe: async () => new Map() } })
  const ingress = { request: async () => undefined, requestUpload: async () => undefined, wake: () => undefined }
  const changes = new ModuleChanges({ ...parts, ingress, catalogue, trail })
  const tasks = new ImportTasks(parts)
  const findings = new RepositoryFindings({ database, changes })
  const syncs = new RepositorySyncs({ queries: database.queries, clock: systemClock })
  const outcomes = new ImportOutcomes({ clock: systemClock, changes, syncs })
  const found = { tags, pushedAgain: new Set<string>() }
  await measure('database', 'decide on tags', async () => void (await findings.recordTags(repositoryId, found, 'git')))
  const unfinished = await tasks.unfinished(repositoryId)
  await measure('database', 'two moves', async () => {
    for (const task of unfinished) {
      await tasks.startCloning(task)
      await tasks.startIngress(task)
    }
  })
  const byCommit = new Map(made.map((each) => [each.commit, each]))
  await measure('database', 'publish', async () => {
    for (const task of unfinished) {
      const found = byCommit.get(task.version.commitSha)
      if (found !== undefined) await outcomes.publish(task, found)
    }
  })
}
