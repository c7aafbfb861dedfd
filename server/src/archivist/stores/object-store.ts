import type { Readable } from 'node:stream'

/** An object's metadata. */
export interface StoredObject {
  key: string
  /** bytes */
  size: number
  /** milliseconds since the epoch; putting the same key again renews it */
  modifiedAt: number
  /** another one whenever the content may be another one */
  fingerprint: string
}

/** A range of bytes, counted from 0, with both ends included. */
export interface ByteRange {
  first: number
  last: number
}

/**
 * Stores objects. An object appears whole or not at all, and is durable when `put…` returns.
 * Putting a key again replaces the object; a reader of the old one can finish.
 */
export interface ObjectStore {
  /**
   * Proves that objects can be stored.
   * @throws StorageFull or Unavailable with the reason, as `put…` do
   */
  probe(): Promise<void>
  /** Stores a copy of a local file. */
  putFile(key: string, path: string): Promise<void>
  /** Stores what the source yields. When the source throws, nothing is stored and the error is rethrown. */
  putStream(key: string, source: AsyncIterable<Buffer>): Promise<void>
  head(key: string): Promise<StoredObject | undefined>
  /** @returns the bytes, or undefined when there is no such object */
  read(key: string, range?: ByteRange): Promise<Readable | undefined>
  /** Does nothing when there is no such object. */
  delete(key: string): Promise<void>
  /** Every object, in no particular order. */
  list(): AsyncIterable<StoredObject>
  /**
   * Removes the leftovers of interrupted puts.
   * @param before milliseconds since the epoch; younger leftovers may belong to a running put
   * @returns how many were removed
   */
  deleteLeftovers(before: number): Promise<number>
}
