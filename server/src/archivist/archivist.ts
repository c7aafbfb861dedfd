import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Clock } from '../kernel/index.ts'
import { parseKey, uploadKey } from './keys.ts'
import { createObjectCache } from './object-cache.ts'
import { type Access, createUrlSigner, type Verdict } from './signed-urls.ts'
import type { ByteRange, ObjectStore } from './stores/object-store.ts'
import { type ReferencedKeys, type SweepResult, sweepUnreferenced } from './sweep.ts'

export interface ArchivistOptions {
  store: ObjectStore
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

/** An object that exists. `bytes` is set when it is in memory. */
export interface FoundObject {
  size: number
  bytes?: Buffer
  /** @returns undefined when it was deleted since */
  stream(range?: ByteRange): Promise<Readable | undefined>
}

/** Stores objects, and signs URLs for downloads and uploads. */
export interface Archivist extends Pick<ObjectStore, 'putFile' | 'putStream' | 'delete'> {
  find(key: string): Promise<FoundObject | undefined>
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
const CACHE_BYTES = 256 * 1024 * 1024
const CACHED_OBJECT_BYTES = 4 * 1024 * 1024

export function createArchivist({ store, signingKeys, publicUrl, clock, cacheBytes = CACHE_BYTES }: ArchivistOptions): Archivist {
  const cache = createObjectCache(cacheBytes)
  const urls = createUrlSigner({ signingKeys, publicUrl, clock })

  async function remove(key: string) {
    await store.delete(key)
    cache.delete(key)
  }

  return {
    putFile: (key, path) => store.putFile(key, path),
    putStream: (key, source) => store.putStream(key, source),
    delete: remove,
    async find(key) {
      const stream = (range?: ByteRange) => store.read(key, range)
      const cached = cache.get(key)
      if (cached !== undefined) return { size: cached.length, bytes: cached, stream }
      const head = await store.head(key)
      if (head === undefined) return undefined
      if (!isCacheable(key, head.size)) return { size: head.size, stream }
      const source = await stream()
      if (source === undefined) return undefined
      const bytes = await buffer(source)
      cache.set(key, bytes)
      return { size: bytes.length, bytes, stream }
    },
    downloadUrl: (key, { expiresInMs = DOWNLOAD_EXPIRES_IN, query } = {}) => urls.sign('read', key, expiresInMs, query),
    uploadUrl: (id, { expiresInMs = UPLOAD_EXPIRES_IN, query } = {}) => urls.sign('write', uploadKey(id), expiresInMs, query),
    verify: (access, key, query) => urls.verify(access, key, query),
    sweepUnreferenced: (isReferenced, olderThanMs = SWEEP_AGE) => sweepUnreferenced(store, remove, isReferenced, clock.now() - olderThanMs),
  }
}

/** Uploads are read once and may be replaced, so only immutable objects are cached. */
function isCacheable(key: string, size: number): boolean {
  return size <= CACHED_OBJECT_BYTES && parseKey(key)?.kind === 'module'
}
