import type { Readable } from 'node:stream'
import { type Clock, Unavailable } from '../kernel/index.ts'
import type { Logger } from '../platform/observability/index.ts'
import { ArchiveIntegrity, type FoundObject } from './archive-integrity.ts'
import { parseKey, uploadKey } from './keys.ts'
import type { ArchiveProblem, ArchiveRecord, ArchiveRecords } from './ports.ts'
import { type Access, createUrlSigner, type Verdict } from './signed-urls.ts'
import type { ByteRange, ObjectStore } from './stores/object-store.ts'
import { type ReferencedKeys, type SweepResult, sweepUnreferenced } from './sweep.ts'

export interface ArchivistOptions {
  store: ObjectStore
  records: ArchiveRecords
  logger: Logger
  /** 32 bytes each, for object URLs only; the first signs, and URLs signed with the others stay valid until they expire */
  signingKeys: readonly [Buffer, ...Buffer[]]
  /** where clients reach this server, such as `https://registry.example.com` */
  publicUrl: string
  clock: Clock
  /** memory for frequently downloaded archives, in bytes; default 256 MB */
  cacheBytes?: number
}

export interface UrlOptions {
  /** milliseconds; default 1 hour for downloads, 25 hours for uploads */
  expiresInMs?: number
  /** more query parameters, such as `archive` and `checksum`, which Terraform reads and removes */
  query?: Readonly<Record<string, string>>
}

/** Stores objects, and signs URLs for downloads and uploads. */
export interface Archivist extends Pick<ObjectStore, 'putFile' | 'putStream' | 'delete'> {
  /**
   * A published archive is given out only as it was published.
   * @throws Unavailable when it is on record, and missing, damaged or unreadable
   */
  find(key: string): Promise<FoundObject | undefined>
  /** Whether `find` is likely to have the bytes without reading them. */
  isInMemory(key: string): boolean
  /**
   * Part of a published archive, which is not hashed first: whoever reads it checks what it gets.
   * @returns undefined when it is not there
   * @throws Unavailable when it is known to be damaged, or the storage cannot be read
   */
  readPart(key: string, range?: ByteRange): Promise<Readable | undefined>
  /** Looks at the whole of a published archive again. @throws Unavailable when it is not what was published */
  examine(key: string): Promise<void>
  /** Whether a published archive is there, as it was published. */
  isIntact(key: string): Promise<boolean>
  /** Reads a published archive to its end and puts on record what was found. @returns null when nothing is wrong */
  check(record: ArchiveRecord): Promise<ArchiveProblem | null>
  /** @returns an absolute URL for GET and HEAD that needs no header */
  downloadUrl(key: string, options?: UrlOptions): string
  /** @returns an absolute URL for PUT, usable more than once, that stores under `uploadKey(id)` */
  uploadUrl(id: string, options?: UrlOptions): string
  verify(access: Access, key: string, query: Readonly<Record<string, unknown>>): Verdict
  /** @param olderThanMs default 24 hours; see `sweepUnreferenced` for why it must not be short */
  sweepUnreferenced(isReferenced: ReferencedKeys, olderThanMs?: number): Promise<SweepResult>
}

const HOUR = 3_600_000
const DOWNLOAD_EXPIRES_IN = HOUR
/** As long as HCP Terraform's: a pipeline may create the version long before it uploads. */
const UPLOAD_EXPIRES_IN = 25 * HOUR
const SWEEP_AGE = 24 * HOUR
export function createArchivist({ store, records, logger, signingKeys, publicUrl, clock, cacheBytes }: ArchivistOptions): Archivist {
  const integrity = new ArchiveIntegrity({ store, records, clock, logger, cacheBytes })
  const urls = createUrlSigner({ signingKeys, publicUrl, clock })

  async function remove(key: string) {
    await store.delete(key)
    integrity.forget(key)
  }

  async function find(key: string): Promise<FoundObject | undefined> {
    if (parseKey(key)?.kind === 'module') return await integrity.find(key)
    // An upload is read once and may be replaced: its import compares what it reads with what was acknowledged.
    const head = await store.head(key)
    return head && { size: head.size, stream: (range) => store.read(key, range) }
  }

  return {
    putFile: (key, path) => store.putFile(key, path),
    putStream: (key, source) => store.putStream(key, source),
    delete: remove,
    find,
    readPart: (key, range) => integrity.readPart(key, range),
    examine: (key) => integrity.examine(key),
    isInMemory: (key) => integrity.isInMemory(key),
    isIntact: (key) => find(key).then((found) => found !== undefined, refused),
    check: (record) => integrity.check(record),
    downloadUrl: (key, { expiresInMs = DOWNLOAD_EXPIRES_IN, query } = {}) => urls.sign('read', key, expiresInMs, query),
    uploadUrl: (id, { expiresInMs = UPLOAD_EXPIRES_IN, query } = {}) => urls.sign('write', uploadKey(id), expiresInMs, query),
    verify: (access, key, query) => urls.verify(access, key, query),
    sweepUnreferenced: (isReferenced, olderThanMs = SWEEP_AGE) => sweepUnreferenced(store, remove, isReferenced, clock.now() - olderThanMs),
  }
}

/** @throws every error but the refusal to give the archive out */
function refused(error: unknown): false {
  if (error instanceof Unavailable) return false
  throw error
}
