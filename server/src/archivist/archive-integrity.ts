// Whether a stored archive is what was published. Its key says which hash its bytes have.
import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type Clock, Unavailable } from '../kernel/index.ts'
import { type ByteCache, createByteCache } from '../platform/cache/index.ts'
import type { Logger } from '../platform/observability/index.ts'
import { parseKey } from './keys.ts'
import type { ArchiveFinding, ArchiveProblem, ArchiveRecord, ArchiveRecords } from './ports.ts'
import type { ByteRange, ObjectStore, StoredObject } from './stores/object-store.ts'
import { isUnreadable, readFailure } from './stores/storage-failure.ts'

export interface ArchiveIntegrityParts {
  store: Pick<ObjectStore, 'head' | 'read'>
  records: ArchiveRecords
  clock: Clock
  logger: Logger
  /** memory for small archives, in bytes; default 256 MB */
  cacheBytes?: number | undefined
}

/** An object that exists. `bytes` is set when it is in memory. */
export interface FoundObject {
  size: number
  bytes?: Buffer
  /** @returns undefined when it was deleted since */
  stream(range?: ByteRange): Promise<Readable | undefined>
}

interface Look extends ArchiveFinding {
  size: number
  bytes?: Buffer
}

const CACHE_BYTES = 256 * 1024 * 1024
const MAX_CACHED_OBJECT_BYTES = 4 * 1024 * 1024
/** The least recently used are hashed again when they are asked for. */
const MAX_REMEMBERED = 20_000

const REFUSALS: Readonly<Record<ArchiveProblem, string>> = {
  damaged: 'this archive is damaged in the storage of the server: its operator has to restore it from a backup',
  missing: 'this archive is missing from the storage of the server: its operator has to restore it from a backup',
  unreadable: 'the server cannot read this archive: its operator finds the reason in the log',
}

/** Gives archives out once their bytes were hashed, and keeps the record of those that are not what was published. */
export class ArchiveIntegrity {
  readonly #parts: ArchiveIntegrityParts
  readonly #cache: ByteCache<Buffer>
  /** By key, of files whose hash was right. */
  readonly #intact = new Map<string, string>()
  /** Whoever asks for an archive that is being hashed waits for that. */
  readonly #underWay = new Map<string, Promise<Look>>()
  readonly #finding = new Map<string, Promise<FoundObject | undefined>>()

  constructor(parts: ArchiveIntegrityParts) {
    this.#parts = parts
    this.#cache = createByteCache(parts.cacheBytes ?? CACHE_BYTES)
  }

  /**
   * The file is looked at each time, and hashed when it is another one than before. Those who ask while it is looked at share the look:
   * an archive that many install at the same moment costs one.
   * @returns undefined when there is no such archive, and no version that should have it
   * @throws Unavailable when a version should have it, and it is not what was published
   */
  find(key: string): Promise<FoundObject | undefined> {
    const current = this.#finding.get(key)
    if (current !== undefined) return current
    const finding = this.#find(key).finally(() => this.#finding.delete(key))
    this.#finding.set(key, finding)
    return finding
  }

  async #find(key: string): Promise<FoundObject | undefined> {
    const record = await this.#parts.records.find(key)
    const look = await this.#look(key, record)
    if (record !== undefined && isNews(record, look)) await this.#note(record, look)
    if (look.problem === 'missing' && record === undefined) return undefined
    if (look.problem !== null) throw new Unavailable(REFUSALS[look.problem])
    const stream = (range?: ByteRange) => this.#stream(key, range)
    return { size: look.size, stream, ...(look.bytes === undefined ? {} : { bytes: look.bytes }) }
  }

  /** Does not hash the archive, but respects what is known about it. @throws Unavailable */
  async readPart(key: string, range?: ByteRange): Promise<Readable | undefined> {
    const problem = (await this.#parts.records.find(key))?.problem ?? null
    if (problem !== null) throw new Unavailable(REFUSALS[problem])
    return await this.#stream(key, range)
  }

  /** Hashes the archive again. @throws Unavailable when it is not what was published */
  async examine(key: string): Promise<void> {
    this.forget(key)
    await this.find(key)
  }

  /** Reads the whole archive again, whatever is remembered of it, and puts the outcome on record. */
  async check(record: ArchiveRecord): Promise<ArchiveProblem | null> {
    this.forget(record.key)
    const look = await this.#look(record.key, { ...record, problem: null })
    await this.#note(record, look)
    return look.problem
  }

  /** Whether `find` is likely to have the bytes without reading them. */
  isInMemory(key: string): boolean {
    return this.#cache.has(key)
  }

  forget(key: string): void {
    this.#intact.delete(key)
    this.#cache.delete(key)
  }

  async #stream(key: string, range: ByteRange | undefined): Promise<Readable | undefined> {
    return await this.#parts.store.read(key, range).catch((error: unknown) => {
      throw readFailure(error)
    })
  }

  async #look(key: string, record: ArchiveRecord | undefined): Promise<Look> {
    try {
      const head = await this.#parts.store.head(key)
      const look = head === undefined ? MISSING : await this.#lookAt(head, record)
      if (look.problem !== null) this.forget(key)
      return look
    } catch (error) {
      if (!isUnreadable(error)) throw readFailure(error)
      this.#parts.logger.warn({ err: error, archive: key }, 'archive cannot be read')
      this.forget(key)
      return { problem: 'unreadable', fingerprint: null, size: 0 }
    }
  }

  async #lookAt(head: StoredObject, record: ArchiveRecord | undefined): Promise<Look> {
    const { key, size, fingerprint } = head
    const known = record?.problem === 'damaged' && record.fingerprint === fingerprint
    if (known || (record !== undefined && record.size !== null && record.size !== size)) return { problem: 'damaged', fingerprint, size }
    if (this.#intact.get(key) === fingerprint) {
      const bytes = this.#cache.get(key)
      this.#remember(key, fingerprint)
      if (bytes !== undefined) return { problem: null, fingerprint, size, bytes }
      if (size > MAX_CACHED_OBJECT_BYTES) return { problem: null, fingerprint, size }
    }
    return await this.#hashOnce(head)
  }

  #hashOnce(head: StoredObject): Promise<Look> {
    const name = `${head.key} ${head.fingerprint}`
    const current = this.#underWay.get(name)
    if (current !== undefined) return current
    const hashing = this.#hash(head).finally(() => this.#underWay.delete(name))
    this.#underWay.set(name, hashing)
    return hashing
  }

  async #hash({ key, size, fingerprint }: StoredObject): Promise<Look> {
    const content = await this.#parts.store.read(key)
    if (content === undefined) return MISSING
    const hash = createHash('sha256')
    const bytes = size > MAX_CACHED_OBJECT_BYTES ? undefined : await buffer(content)
    if (bytes === undefined) for await (const chunk of content) hash.update(chunk as Buffer)
    else hash.update(bytes)
    if (hash.digest('hex') !== sha256Of(key)) return { problem: 'damaged', fingerprint, size }
    this.#remember(key, fingerprint)
    if (bytes === undefined) return { problem: null, fingerprint, size }
    this.#cache.set(key, bytes, bytes.length)
    return { problem: null, fingerprint, size, bytes }
  }

  #remember(key: string, fingerprint: string): void {
    this.#intact.delete(key)
    this.#intact.set(key, fingerprint)
    const [oldest] = this.#intact.keys()
    if (this.#intact.size > MAX_REMEMBERED && oldest !== undefined) this.#intact.delete(oldest)
  }

  /** A database that takes no changes now is no reason to give the archive out. */
  async #note(record: ArchiveRecord, { problem, fingerprint }: Look): Promise<void> {
    const { records, clock, logger } = this.#parts
    const { key } = record
    try {
      await records.note(key, { problem, fingerprint }, clock.now())
      if (problem === record.problem) return
      const fields = { archive: key, versions: await records.versionsWith(key) }
      if (problem === null) logger.info(fields, 'archive is what was published again')
      else logger.error({ ...fields, problem }, 'archive is not what was published: restore it from a backup')
    } catch (error) {
      logger.error({ err: error, archive: key, problem }, 'what was found out about an archive could not be recorded')
    }
  }
}

const MISSING: Look = { problem: 'missing', fingerprint: null, size: 0 }

/** Most archives are what the record says, and cost no write. */
function isNews(record: ArchiveRecord, look: Look): boolean {
  return record.problem !== look.problem || (look.problem !== null && record.fingerprint !== look.fingerprint)
}

function sha256Of(key: string): string {
  const parsed = parseKey(key)
  if (parsed === undefined || parsed.kind === 'upload') throw new Error(`not the key of a packed archive: ${JSON.stringify(key)}`)
  return parsed.sha256
}
