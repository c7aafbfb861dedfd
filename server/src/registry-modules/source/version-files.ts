// The files of a published version, read one by one from its archive.
import {
  type ArchiveContents,
  ArchiveDamaged,
  type ArchivedFile,
  type Archivist,
  decodeContents,
  encodeContents,
  readArchivedFile,
  scanArchive,
} from '../../archivist/index.ts'
import type { Database } from '../../database/index.ts'
import { NotFound } from '../../kernel/index.ts'
import { createByteCache } from '../../platform/cache/index.ts'
import { archiveContents, type PublishedArchive, publishedArchive, saveArchiveContents } from '../registry-module/document-rows.ts'
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

  /** For whoever has checked that the module may be read. In the order of the archive. @throws NotFound */
  async list(module: RegistryModule, version: string): Promise<{ versionId: string; files: readonly ArchivedFile[] }> {
    const { key, versionId } = await this.#archive(module, version)
    const { files } = await this.#contentsOf(key)
    return { versionId, files }
  }

  /** As `list`. @throws NotFound also when the version has no such file */
  async find(module: RegistryModule, version: string, path: string): Promise<VersionFile> {
    const { key, sha256 } = await this.#archive(module, version)
    const contents = await this.#contentsOf(key)
    const file = contents.files.find((each) => each.path === path)
    if (file === undefined) throw new NotFound(`version ${version} of ${addressOf(module)} has no file ${JSON.stringify(path)}`)
    return { ...file, archive: sha256, read: () => this.#read(key, contents, file) }
  }

  async #archive(module: RegistryModule, version: string): Promise<PublishedArchive> {
    const archive = await publishedArchive(this.#parts.database.queries, module.id, version)
    if (archive === undefined) throw new NotFound(`version ${version} of ${addressOf(module)} not found`)
    return archive
  }

  async *#read(key: string, contents: ArchiveContents, file: ArchivedFile): AsyncGenerator<Buffer> {
    const { archivist } = this.#parts
    try {
      yield* readArchivedFile((range) => archivist.readPart(key, range), contents, file)
    } catch (error) {
      if (error instanceof ArchiveDamaged) await archivist.examine(key)
      throw error
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
      if (error instanceof ArchiveDamaged) await archivist.examine(key)
      throw error
    }
  }
}
