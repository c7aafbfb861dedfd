// Fills a data directory without a server: a user with a token, an organization, and thousands of published modules.
import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { Readable } from 'node:stream'
import { openInstallation } from '../../src/app/installation.ts'
import { wireIdentity } from '../../src/app/wire-identity.ts'
import { createFileStore, moduleKey } from '../../src/archivist/index.ts'
import { migrateToLatest, type Queries } from '../../src/database/index.ts'
import { newId, type OrganizationId, systemClock, type VcsRepositoryId } from '../../src/kernel/index.ts'
import { insertModule } from '../../src/registry-modules/changes/module-change-rows.ts'
import { refreshModule } from '../../src/registry-modules/changes/refresh-module.ts'
import { newModule } from '../../src/registry-modules/publishing/new-module.ts'
import { newVersion } from '../../src/registry-modules/registry-module/new-version.ts'
import type { RegistryModule } from '../../src/registry-modules/registry-module/registry-module.ts'
import { insertVersions } from '../../src/registry-modules/registry-module/version-rows.ts'
import { settings } from '../server-under-test.ts'

export const ORGANIZATION = 'bench'
const PROVIDER = 'null'
const IN_ONE_TRANSACTION = 500
/** Of every version: a server without any of the archives that its database names is not ready. */
export const SMALL_ARCHIVE = Buffer.alloc(4096)

export interface SeededCatalogue {
  token: string
}

/**
 * @param modules named `module-0`, `module-1` and so on, each with `versions` published versions, `1.0.0` upwards
 * @param archives of the modules, in turn
 */
export async function seedCatalogue(
  dataDirectory: string,
  modules: number,
  versions: number,
  archives: readonly Buffer[] = [SMALL_ARCHIVE],
): Promise<SeededCatalogue> {
  mkdirSync(dataDirectory, { recursive: true })
  await using installation = await openInstallation(settings(dataDirectory))
  const { database, keyring, config } = installation
  await migrateToLatest(database)
  const store = createFileStore(config.storage.directory)
  for (const archive of archives) await store.putStream(moduleKey(sha256Of(archive)), Readable.from([archive]))
  const identity = wireIdentity({ database, keyring, config, clock: systemClock })
  const user = await identity.userRegistry.register({ username: 'bench', email: 'bench@example.com', siteAdmin: true })
  const { text: token } = await identity.tokenIssuer.issue(user.id, { description: 'benchmark' })
  const subject = await identity.authenticator.authenticate(token)
  const organization = await identity.organizations.create(subject, { name: ORGANIZATION, email: 'bench@example.com' })
  for (let start = 0; start < modules; start += IN_ONE_TRANSACTION) {
    await database.queries.transaction().execute(async (tx: Queries) => {
      const end = Math.min(start + IN_ONE_TRANSACTION, modules)
      for (let index = start; index < end; index++) {
        await publishModule(tx, organization.id, { index, versions, archive: archives[index % archives.length] })
      }
    })
  }
  return { token }
}

export function versionsPath(index: number): string {
  return `/api/registry/v1/modules/${ORGANIZATION}/module-${index}/${PROVIDER}/versions`
}

export function downloadPath(index: number, version: string): string {
  return `/api/registry/v1/modules/${ORGANIZATION}/module-${index}/${PROVIDER}/${version}/download`
}

/** A module whose repository nobody reads: for imports that the benchmark plays itself. */
export async function seedConnectedModule(db: Queries): Promise<VcsRepositoryId> {
  const { id: organizationId } = await db.selectFrom('organizations').select('id').executeTakeFirstOrThrow()
  const now = systemClock.now()
  const clientId = newId('oauth-client')
  const tokenId = newId('oauth-token')
  const repositoryId = newId('vcs-repository')
  await db
    .insertInto('oauth_clients')
    .values({
      id: clientId,
      organization_id: organizationId,
      uuid: clientId,
      service_provider: 'git',
      name: null,
      key: null,
      http_url: 'https://git.example.com',
      api_url: 'https://git.example.com',
      settings: '{}',
      auto_publish_groups: '[]',
      created_at: now,
      updated_at: now,
    })
    .execute()
  await db
    .insertInto('oauth_tokens')
    .values({
      id: tokenId,
      oauth_client_id: clientId,
      service_provider_user: null,
      credential: '',
      has_ssh_key: 0,
      state: 'active',
      created_at: now,
      updated_at: now,
    })
    .execute()
  await db
    .insertInto('vcs_repositories')
    .values({
      id: repositoryId,
      oauth_token_id: tokenId,
      identifier: 'a/b',
      clone_url: 'https://git.example.com/a/b.git',
      refs_digest: null,
      last_synced_at: null,
      next_sync_at: now,
      fail_count: 0,
      last_error: null,
      created_at: now,
    })
    .execute()
  await insertModule(db, { ...moduleNamed(organizationId, 'connected', now), vcsRepositoryId: repositoryId })
  return repositoryId
}

interface SeededModule {
  index: number
  versions: number
  /** its repository; absent for none */
  repositoryId?: VcsRepositoryId | null
  archive?: Buffer | undefined
}

export async function publishModule(
  tx: Queries,
  organizationId: OrganizationId,
  { index, versions, repositoryId = null, archive = SMALL_ARCHIVE }: SeededModule,
): Promise<void> {
  const now = systemClock.now()
  const sha256 = sha256Of(archive)
  const module = await insertModule(tx, { ...moduleNamed(organizationId, `module-${index}`, now), vcsRepositoryId: repositoryId })
  const rows = Array.from({ length: versions }, (_, minor) => {
    return {
      ...newVersion(module.id, { version: `1.${minor}.0`, tag: `v1.${minor}.0`, source: 'git', now }),
      status: 'ok' as const,
      archiveKey: moduleKey(sha256),
      archiveSha256: sha256,
      archiveSize: archive.length,
      publishedAt: now,
    }
  })
  await insertVersions(tx, rows)
  await refreshModule(tx, module.id)
}

export function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function moduleNamed(id: OrganizationId, name: string, now: number): RegistryModule {
  const module = newModule({ id, name: ORGANIZATION }, { name, provider: PROVIDER }, now)
  return { ...module, publishingMechanism: 'git_tag', ingressSubmodules: true }
}
