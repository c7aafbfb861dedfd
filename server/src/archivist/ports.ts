// What the archivist asks of the rest of the program.

/** An archive that has just arrived and is durable under its key. */
export interface Upload {
  /** what `uploadUrl` was called with */
  id: string
  key: string
  /** bytes */
  size: number
  /** lower-case hexadecimal */
  sha256: string
}

/**
 * Told about every finished upload, also when the same address is used again. A domain error thrown here reaches the
 * client (`NotFound`, `Conflict`, `Invalid`, …).
 */
export type UploadReceived = (upload: Upload) => Promise<void>
