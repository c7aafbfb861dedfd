// The files of a version, read one by one from its archive: a published one, or for members one whose import failed.
import {
  type ArchiveContents,
  ArchiveDamaged,
  type ArchivedFile,
  type Archivist,
  decodeContents,
  encodeContents,
  parseKey,
  readArchivedFile,
  scanArchive,
} from '../../archivist/index.ts'
import type { Database } from '../../database/index.ts'
import { NotFound } from '../../kernel/index.ts'
import { authorize, type Subject } from '../../permissions/index.ts'
import { createByteCache } from '../../platform/cache/index.ts'
import { archiveContents, failedArchive, publishedArchive, saveArchiveContents } from '../registry-module/document-rows.ts'
import { addressOf, type RegistryModule } from '../registry-module/registry-module.ts'

export interface VersionFilesParts {
  database: Pick<Database, 'queries'>
  archivist: Pick<Archivist, 'readPart' | 'examine'>
}

/** A file with a name for its bytes: the same name, the same bytes. */
export interface VersionFile extends ArchivedFile {
  archive: string
  /** @throws Unavailable at the latest after the last byte, when the archive is not what was published */
  read(): AsyncGenerator<Buffer>
}

interface StoredFiles {
  versionId: string
  key: string
  /** hex */
  sha256: string
}

const CACHE_BYTES = 16 * 1024 * 1024
/** What a file takes in memory, with a path of usual length. */
const FILE_BYTES = 200

export class VersionFiles {
  readonly #parts: VersionFilesParts
  readonly #cache = createByteCache<ArchiveContents>(CACHE_BYTES)
  /** Those who ask for an archive that is being looked at wait for that. */
  readonly #underWay = new Map<string, Promise<ArchiveContents>>()

  constructor(parts: VersionFilesParts) {
    this.#parts = parts
  }

  /** For whoever has checked that the subject may read the module. In the order of the archive. @throws NotFound */
  async list(subject: Subject, module: RegistryModule, version: string): Promise<{ versionId: string; files: readonly ArchivedFile[] }> {
    const { key, versionId } = await this.#archive(subject, module, version)
    const { files } = await this.#contentsOf(key)
    return { versionId, files }
  }

  /** As `list`. @throws NotFound also when the version has no such file */
  async find(subject: Subject, module: RegistryModule, version: string, path: string): Promise<VersionFile> {
    const { key, sha256 } = await this.#archive(subject, module, version)
    const contents = await this.#contentsOf(key)
    const file = contents.files.find((each) => each.path === path)
    if (file === undefined) throw new NotFound(`version ${version} of ${addressOf(module)} has no file ${JSON.stringify(path)}`)
    return { ...file, archive: sha256, read: () => this.#read(key, contents, file) }
  }

  /** Those whom the module is shared with read what was published, and nothing else of it. */
  async #archive(subject: Subject, module: RegistryModule, version: string): Promise<StoredFiles> {
    const { queries } = this.#parts.database
    const published = await publishedArchive(queries, module.id, version)
    if (published !== undefined) return published
    const what = `version ${version} of ${addressOf(module)}`
    authorize(subject, 'read', module.organizationId, what)
    const failed = await failedArchive(queries, module.id, version)
    const parsed = parseKey(failed?.key ?? '')
    if (failed === undefined || parsed?.kind !== 'failed') throw new NotFound(`${what} not found`)
    return { ...failed, sha256: parsed.sha256 }
  }

  async *#read(key: string, contents: ArchiveContents, file: ArchivedFile): AsyncGenerator<Buffer> {
    const { archivist } = this.#parts
    try {
      yield* readArchivedFile((range) => archivist.readPart(key, range), contents, file)
    } catch (error) {
      throw await this.#reasonOf(key, error)
    }
  }

  async #contentsOf(key: string): Promise<ArchiveContents> {
    const known = this.#cache.get(key)
    if (known !== undefined) return known
    const stored = await archiveContents(this.#parts.database.queries, key)
    if (stored === undefined) return await this.#scannedOnce(key)
    const contents = decodeContents(stored)
    this.#cache.set(key, contents, contents.files.length * FILE_BYTES)
    return contents
  }

  /** @returns what to throw @throws Unavailable when the archive is not what was stored */
  async #reasonOf(key: string, error: unknown): Promise<unknown> {
    if (!(error instanceof ArchiveDamaged)) return error
    await this.#parts.archivist.examine(key)
    return parseKey(key)?.kind === 'failed' ? new NotFound('the files of this version are gone: import it again') : error
  }

  #scannedOnce(key: string): Promise<ArchiveContents> {
    const current = this.#underWay.get(key)
    if (current !== undefined) return current
    const scanning = this.#scan(key).finally(() => this.#underWay.delete(key))
    this.#underWay.set(key, scanning)
    return scanning
  }

  async #scan(key: string): Promise<ArchiveContents> {
    const { archivist, database } = this.#parts
    try {
      const archive = await archivist.readPart(key)
      if (archive === undefined) throw new ArchiveDamaged('the archive is gone')
      const contents = await scanArchive(archive)
      await saveArchiveContents(database.queries, key, encodeContents(contents))
      return contents
    } catch (error) {
      throw await this.#reasonOf(key, error)
    }
  }
}
