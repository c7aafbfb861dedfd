// Starts one site for all tests that read in a browser. What a test changes, it changes in an organization of its own.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { TestProject } from 'vitest/node'
import type { ManagementApi } from '../../support/management-api.ts'
import { buildRepository, type RepositoryBuilder } from '../../support/repository-builder.ts'
import { BROKEN, DOCUMENTED, GATED, GATED_NEWER, HUGE, LABEL, NETWORK, ODD, TAG_MESSAGE } from './module-files.ts'
import { programWithInterface, type SiteFacts, startSite } from './start-site.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** the site that all tests of the interface share */
    site: SiteFacts
  }
}

/** The modules of each organization. All of them belong to `ada`; `nobody` and `warden` belong to none. */
const ORGANIZATIONS: Record<string, Record<string, (repository: RepositoryBuilder) => Promise<unknown>>> = {
  acme: {
    'aws-network': async (repository) => {
      await repository.commits([
        { files: NETWORK, tags: ['v1.0.0'] },
        { files: BROKEN, tags: ['v1.1.0'] },
        { files: { 'broken.tf': null }, tags: ['v1.2.0', 'v2.0.0-rc.1'] },
      ])
    },
    'null-label': (repository) => repository.commit({ files: LABEL, tags: ['v0.4.2'] }),
    'null-untagged': (repository) => repository.commit({ files: { 'main.tf': '' } }),
  },
  zenith: {},
  library: {
    'aws-documented': async (repository) => {
      const commit = await repository.commit({ files: DOCUMENTED })
      await repository.git(['tag', '--annotate', '--message', TAG_MESSAGE, 'v1.1.0', commit])
    },
  },
  vault: {
    'null-gated': async (repository) => {
      await repository.commits([
        { files: GATED, tags: ['v1.0.0'] },
        { files: GATED_NEWER, tags: ['v1.1.0'] },
      ])
    },
  },
  curios: {
    'null-odd': async (repository) => {
      await repository.commits([
        { files: ODD, tags: ['v1.0.0'] },
        { files: { 'NOTES.md': '' }, message: 'Speak <b>up</b>' },
        { files: { 'outputs.tf': '' }, message: 'Empty the outputs', tags: ['v2.0.0'] },
      ])
    },
    'null-broken': (repository) => repository.commit({ files: { 'main.tf': 'variable "x" {\n' }, tags: ['v0.1.0'] }),
  },
  giants: {
    'null-huge': (repository) => repository.commit({ files: HUGE, tags: ['v1.0.0'] }),
    'null-many': (repository) => repository.commit({ files: { 'main.tf': '' }, tags: ['v1.0.0'] }),
  },
}

/** The hook of vitest's `globalSetup`, after the one that bundles the programs. @returns a function that ends the site */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'terrace-interface-'))
  const program = await programWithInterface(project.getProvidedContext().programs, directory)
  const site = await startSite(program, '127.0.0.1', directory)
  await site.addUser('nobody')
  await site.addUser('warden', '--site-admin')
  for (const [organization, modules] of Object.entries(ORGANIZATIONS)) {
    await site.api.createOrganization(organization)
    await publishAll(site.api, organization, join(directory, organization), modules)
  }
  project.provide('site', site.facts)
  return async () => await site[Symbol.asyncDispose]()
}

async function publishAll(api: ManagementApi, organization: string, root: string, modules: (typeof ORGANIZATIONS)[string]): Promise<void> {
  if (Object.keys(modules).length === 0) return
  for (const [name, fill] of Object.entries(modules)) await fill(await buildRepository(join(root, `platform/terraform-${name}.git`)))
  const oauthTokenId = await api.connect(organization, { 'http-url': pathToFileURL(root).href })
  const identifiers = Object.keys(modules).map((name) => `platform/terraform-${name}`)
  await api.publish(
    organization,
    oauthTokenId,
    identifiers.map((identifier) => ({ 'vcs-repo': { identifier } })),
  )
}
