// Reads the entries of a backup one after the other.
import { createReadStream } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { extract } from 'tar-stream'
import { Malformed, Unavailable } from '../kernel/index.ts'
import { MANIFEST, SECRET_KEY } from './entries.ts'
import { type Manifest, parseManifest } from './manifest.ts'

export interface Entry {
  name: string
  /** bytes */
  size: number
  /** where its content begins */
  offset: number
  /** to be read to its end before the next entry */
  content: AsyncIterable<Buffer>
}

const HEADER_BYTES = 512

/** @throws Malformed when the file is not an archive of this kind, or ends too early; Unavailable when it cannot be read */
export async function* entriesOf(file: string): AsyncGenerator<Entry> {
  const extractor = extract()
  const feeding = pipeline(createReadStream(file), extractor)
  // Awaited below; until then a failure must not count as unhandled.
  feeding.catch(() => undefined)
  try {
    for await (const entry of extractor) {
      const { name, size } = entry.header
      yield { name, size, offset: entry.offset + HEADER_BYTES, content: contentOf(file, entry) }
    }
    await feeding
  } catch (error) {
    throw readFailure(file, error)
  }
}

async function* contentOf(file: string, source: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of source) if (Buffer.isBuffer(chunk)) yield chunk
  } catch (error) {
    throw readFailure(file, error)
  }
}

/** What a backup says of itself. Nothing of it is verified yet. */
export interface BackupHead {
  manifest: Manifest
  /** the content of the key file */
  secretKey: Buffer | undefined
}

/** @throws Malformed when the file is not a backup; Conflict when a newer program made it */
export async function readHead(file: string): Promise<BackupHead> {
  let manifest: Manifest | undefined
  for await (const { name, content } of entriesOf(file)) {
    const bytes = await buffer(content)
    if (manifest !== undefined) return { manifest, secretKey: name === SECRET_KEY ? bytes : undefined }
    manifest = parseManifest(name === MANIFEST ? bytes.toString('utf8') : '', file)
    if (!manifest.secretKey) return { manifest, secretKey: undefined }
  }
  throw new Malformed(`${file} is not a backup of Terrace`)
}

/** Errors of the tar parser have no code. */
export function readFailure(file: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error
  if ('syscall' in error) return new Unavailable(`${file} cannot be read: ${error.message}`, { cause: error })
  return new Malformed(`${file} is not a whole backup of Terrace: ${error.message}`, { cause: error })
}
