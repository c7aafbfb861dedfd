// What tests of git submodules share: files with submodules, a module that has some, and a host that the connection knows nothing of.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { type GitRemoteOptions, startGitRemote } from '../support/git-remote.ts'
import { makeGitWorkspace } from '../support/git-workspace.ts'
import type { CommitSpec } from '../support/repository-builder.ts'
import { makeCertificates, type TestCertificates } from '../support/test-certificates.ts'
import { type GitHost, type PublishedModule, tagged } from './git-host.ts'

export type Files = NonNullable<CommitSpec['files']>

/** A commit that no repository has. */
export const NOWHERE = 'a'.repeat(40)

export const callOf = (source: string, name = 'lib') => `module "${name}" {\n  source = "${source}"\n}\n`

/** An entry of `.gitmodules`; the URL is on its third line. */
export const entry = (path: string, url: string) => `[submodule "${path}"]\n\tpath = ${path}\n\turl = ${url}\n`

/** A submodule with its entry. */
export function submodule(path: string, url: string, commit: string): Files {
  return { '.gitmodules': entry(path, url), [path]: { submodule: commit } }
}

/** Publishes a repository with v1.0.0. */
export async function publishFiles(host: GitHost, files: Files, vcsRepo: Record<string, unknown> = {}): Promise<PublishedModule> {
  await (await host.repository('infra/terraform-aws-vpc')).commit(tagged('v1.0.0', files))
  return await host.publish({ 'vcs-repo': vcsRepo })
}

/** severity, summary, file and detail */
export function diagnosticsOf(version: Record<string, unknown>): string[][] {
  const diagnostics = version['diagnostics'] as { severity: string; summary: string; file: string; detail: string }[]
  return diagnostics.map(({ severity, summary, file, detail }) => [severity, summary, file, detail])
}

/** Certificates for the tests of a file. */
export function useCertificates(): () => TestCertificates {
  let directory = ''
  let certificates: TestCertificates | undefined
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'terrace-submodules-'))
    certificates = await makeCertificates(directory)
  })
  afterAll(() => rmSync(directory, { recursive: true, force: true }))
  return () => {
    if (certificates === undefined) throw new Error('there are no certificates yet')
    return certificates
  }
}

export function tlsOf({ certFile, keyFile }: TestCertificates): { cert: string; key: string } {
  return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') }
}

/** A public host over HTTPS. */
export async function startStranger(certificates: TestCertificates, options: Partial<GitRemoteOptions> = {}) {
  const workspace = await makeGitWorkspace()
  const remote = await startGitRemote({ root: workspace.repositories, tls: tlsOf(certificates), ...options })
  return {
    remote,
    repository: (name: string) => workspace.repository(name),
    async [Symbol.asyncDispose]() {
      await remote.close()
      await workspace[Symbol.asyncDispose]()
    },
  }
}
