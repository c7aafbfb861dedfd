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
 * Called after every finished upload, also when the same URL is used again. A domain error thrown here reaches the
 * client (`NotFound`, `Conflict`, `Invalid`, …).
 */
export type UploadReceived = (upload: Upload) => Promise<void>
