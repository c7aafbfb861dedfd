// What the archivist needs from the domains above it.

/** A received archive, durable under its key. */
export interface Upload {
  /** the ID that `uploadUrl` was called with */
  id: string
  key: string
  /** bytes */
  size: number
  /** lower-case hexadecimal */
  sha256: string
}

/**
 * Called before the body of an upload is read. A domain error thrown here reaches the client.
 * @param upload `size`: as the client announces it; 0 when it does not
 */
export type UploadAnnounced = (upload: Pick<Upload, 'id' | 'size'>) => Promise<void>

/**
 * Called after every finished upload, also when the same URL is used again. A domain error thrown here reaches the
 * client (`NotFound`, `Conflict`, `Invalid`, …).
 */
export type UploadReceived = (upload: Upload) => Promise<void>

/** `damaged`: other bytes, or another number of them, than were published; `unreadable`: the file is there and cannot be read. */
export type ArchiveProblem = 'damaged' | 'missing' | 'unreadable'

/** What the last look at an archive found. */
export interface ArchiveFinding {
  /** null: nothing wrong */
  problem: ArchiveProblem | null
  /** of the file that was looked at; null when there was none */
  fingerprint: string | null
}

/** An archive that published versions have, or had before they were deleted. Its finding is empty until the first look. */
export interface ArchiveRecord extends ArchiveFinding {
  key: string
  /** bytes; null when only its hash is known */
  size: number | null
}

/** What is on record about the archives of published versions, and of those that can be restored; whole installations share it. */
export interface ArchiveRecords {
  /** @returns undefined when nothing has the archive, which takes a second look-up */
  find(key: string): Promise<ArchiveRecord | undefined>
  /** For everything that has the archive. */
  note(key: string, finding: ArchiveFinding, checkedAt: number): Promise<void>
  /** Those whose last check is the longest ago come first. */
  checkedBefore(time: number, limit: number): Promise<ArchiveRecord[]>
  /** Those with a known problem, the longest unchecked first. */
  troubled(limit: number): Promise<ArchiveRecord[]>
  /** Every archive, by key. @param after the last key of the page before; empty for the first */
  page(after: string, limit: number): Promise<ArchiveRecord[]>
  /** The versions that have the archive, as people know them: `acme/vpc/aws 1.2.0`. */
  versionsWith(key: string): Promise<string[]>
}
