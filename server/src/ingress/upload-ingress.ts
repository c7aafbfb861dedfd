// Brings in a version whose archive was uploaded through the API instead of tagged in a repository.
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Archivist, uploadKey } from '../archivist/index.ts'
import type { JobRun } from '../platform/jobs/index.ts'
import type { RegistryModuleVersionId } from '../platform/kernel/index.ts'
import type { Logger } from '../platform/observability/index.ts'
import type { ImportTask, VersionImports } from '../registry-modules/index.ts'
import { ImportRefused } from './failure.ts'
import { importVersion } from './import-version.ts'
import { INSPECTION_FORMAT } from './inspection-format.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import { storePackage } from './store-package.ts'

export interface UploadIngressParts {
  imports: VersionImports
  archivist: Archivist
  sandbox: Sandbox
  logger: Logger
  /** on local disk, for the archive while it is looked at */
  scratchDirectory: string
}

export class UploadIngress {
  readonly #parts: UploadIngressParts

  constructor(parts: UploadIngressParts) {
    this.#parts = parts
  }

  /** @throws what is worth another attempt */
  async run({ payload: { versionId }, signal }: Pick<JobRun<{ versionId: RegistryModuleVersionId }>, 'payload' | 'signal'>): Promise<void> {
    const task = await this.#parts.imports.uploaded(versionId)
    if (task === undefined || !(await this.#parts.imports.startCloning(task))) return
    const directory = await mkdtemp(join(this.#parts.scratchDirectory, 'git-upload-'))
    try {
      const upload = join(directory, 'upload.tar.gz')
      await importVersion(this.#parts, task, {
        signal,
        find: () => this.#fetch(task, upload),
        make: () => this.#make(task, directory, upload),
      })
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  }

  async #fetch({ version }: ImportTask, destination: string): Promise<void> {
    const found = await this.#parts.archivist.find(uploadKey(version.id))
    const content = await found?.stream()
    if (content === undefined) throw new ImportRefused({ message: 'the uploaded archive is gone: upload it again' })
    await pipeline(content, createWriteStream(destination))
  }

  async #make({ version }: ImportTask, directory: string, upload: string) {
    const file = join(directory, 'package.tar.gz')
    const outcome = await this.#parts.sandbox.prepare({ source: { kind: 'archive', file: upload }, destination: file })
    if (outcome.kind === 'nothing') throw new ImportRefused({ message: outcome.reason })
    if (outcome.kind === 'refused') throw new ImportRefused(outcome)
    const inspectionKey = `upload:${outcome.sha256}:${INSPECTION_FORMAT}`
    return await storePackage(this.#parts.archivist, outcome, { file, commit: version.commit_sha, inspectionKey })
  }
}
