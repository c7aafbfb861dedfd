// Imports a version whose archive was uploaded through the API.
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Archivist, uploadKey } from '../archivist/index.ts'
import type { Clock, RegistryModuleVersionId } from '../kernel/index.ts'
import type { JobRun } from '../platform/jobs/index.ts'
import { type ImportTask, type ImportTasks, ImportTrace } from '../registry-modules/index.ts'
import { ImportRefused } from './failure.ts'
import { type ImportVersionParts, importVersion } from './import-version.ts'
import { INSPECTION_FORMAT } from './inspection-format.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import { keptRefusal, storePackage } from './store-package.ts'

export interface UploadIngressParts extends ImportVersionParts {
  tasks: ImportTasks
  archivist: Archivist
  sandbox: Sandbox
  clock: Clock
  /** on local disk, for the archive during its import */
  scratchDirectory: string
}

interface UploadedPackage {
  /** of this import alone */
  directory: string
  /** the file with the archive */
  upload: string
  trace: ImportTrace
  signal: AbortSignal
}

export class UploadIngress {
  readonly #parts: UploadIngressParts

  constructor(parts: UploadIngressParts) {
    this.#parts = parts
  }

  /** @throws failures that are worth a retry */
  async run({ payload: { versionId }, signal }: Pick<JobRun<{ versionId: RegistryModuleVersionId }>, 'payload' | 'signal'>): Promise<void> {
    const task = await this.#parts.tasks.uploaded(versionId)
    if (task === undefined || !(await this.#parts.tasks.startCloning(task))) return
    const directory = await mkdtemp(join(this.#parts.scratchDirectory, 'git-upload-'))
    try {
      const upload = join(directory, 'upload.tar.gz')
      await importVersion(this.#parts, task, {
        signal,
        find: () => this.#fetch(task, upload),
        make: (_fetched, trace) => this.#make(task, { directory, upload, trace, signal }),
        trace: new ImportTrace(() => this.#parts.clock.now()),
      })
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  }

  /**
   * The last acknowledged archive counts, so the stored archive must be the one that the version names.
   * @throws Error when it is another one; the next attempt starts with the archive stored by then
   */
  async #fetch(task: ImportTask, destination: string): Promise<void> {
    const { version } = task
    const found = await this.#parts.archivist.find(uploadKey(version.id))
    const content = await found?.stream()
    if (content === undefined) throw new ImportRefused({ message: 'the uploaded archive is missing: upload it again' })
    const hash = createHash('sha256')
    const measured = async function* (source: AsyncIterable<Buffer>) {
      for await (const chunk of source) {
        hash.update(chunk)
        yield chunk
      }
    }
    await pipeline(content, measured, createWriteStream(destination))
    const sha256 = hash.digest('hex')
    if (sha256 === version.uploadSha256) return
    await this.#parts.tasks.correctUpload(task, sha256)
    throw new Error('another archive was stored while the import was starting; it will be retried')
  }

  async #make(task: ImportTask, { directory, upload, trace, signal }: UploadedPackage) {
    const { module, version } = task
    const startedAt = this.#parts.clock.now()
    const file = join(directory, 'package.tar.gz')
    const name = `upload:${version.uploadSha256 ?? ''}`
    const outcome = await this.#parts.sandbox.prepare(
      { name, source: { kind: 'archive', file: upload }, destination: file },
      { organization: module.organizationId, signal },
    )
    if (outcome.kind === 'nothing') throw new ImportRefused({ message: outcome.reason })
    if (outcome.kind === 'submodules') throw new Error('an uploaded archive has no git submodules')
    const checkRoom = this.#parts.outcomes.roomCheckOf(task)
    if (outcome.kind === 'refused') throw await keptRefusal(this.#parts.archivist, outcome, { file, checkRoom })
    if (outcome.kind === 'incomplete') throw new ImportRefused(outcome)
    // Not the packed archive, which lacks what was left out and is worth a warning.
    const inspectionKey = `${name}:${INSPECTION_FORMAT}`
    const from = { file, commit: version.commitSha, inspectionKey, checkRoom, trace, startedAt }
    return await storePackage(this.#parts.archivist, outcome, from)
  }
}
