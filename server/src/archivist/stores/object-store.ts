import type { Readable } from 'node:stream'

/** What a store knows about an object without reading it. */
export interface StoredObject {
  key: string
  /** bytes */
  size: number
  /** milliseconds since the epoch; putting the same key again renews it */
  modifiedAt: number
}

/** Which bytes of an object, both ends included, counted from 0. */
export interface ByteRange {
  first: number
  last: number
}

/**
 * Where objects are kept. An object appears whole or not at all, and is durable when `put…` returns.
 * Putting a key again replaces the object; whoever is reading the old one reads it to its end.
 */
export interface ObjectStore {
  /** Stores a copy of a local file. */
  putFile(key: string, path: string): Promise<void>
  /** Stores what the source yields. When the source throws, nothing is kept and its error is passed on. */
  putStream(key: string, source: AsyncIterable<Buffer>): Promise<void>
  head(key: string): Promise<StoredObject | undefined>
  /** @returns the bytes, or undefined when there is no such object */
  read(key: string, range?: ByteRange): Promise<Readable | undefined>
  /** Does nothing when there is no such object. */
  delete(key: string): Promise<void>
  /** Every object, in no particular order. */
  list(): AsyncIterable<StoredObject>
  /**
   * Removes what interrupted puts have left behind.
   * @param before milliseconds since the epoch; younger leftovers may belong to a put that is still going on
   * @returns how many were removed
   */
  deleteLeftovers(before: number): Promise<number>
}
