// Writes the entries of a backup, and their checksums at the end.
import { createHash, type Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { type Pack, pack } from 'tar-stream'
import { CHECKSUMS } from './entries.ts'

type Bytes = AsyncIterable<Buffer> | Iterable<Buffer>

export interface BackupWriter {
  add(name: string, bytes: Buffer): Promise<void>
  /** @throws Error when the source has another size */
  addStream(name: string, size: number, source: Bytes): Promise<void>
  /** Adds the checksums of all entries, and waits for the disk. */
  finish(): Promise<void>
}

const OWNER_ONLY = 0o600

/** @param madeAt the time of every entry */
export function createBackupWriter(handle: FileHandle, madeAt: Date): BackupWriter {
  const tar = pack()
  const checksums: string[] = []
  /** of the file; whatever fails then, fails for it */
  let failure: unknown
  const written = writeAll(tar, handle).catch((error: unknown) => {
    failure = error
    throw error
  })
  // Whoever adds the next entry hears of it.
  written.catch(() => undefined)

  const addStream: BackupWriter['addStream'] = async (name, size, source) => {
    const hash = createHash('sha256')
    const entry = tar.entry({ name, size, mode: OWNER_ONLY, mtime: madeAt })
    await Promise.race([pipeline(hashed(source, hash), entry), written]).catch((error: unknown) => {
      throw failure ?? error
    })
    checksums.push(`${hash.digest('hex')}  ${name}\n`)
  }
  const add: BackupWriter['add'] = (name, bytes) => addStream(name, bytes.length, [bytes])
  return {
    add,
    addStream,
    async finish() {
      await add(CHECKSUMS, Buffer.from(checksums.join('')))
      tar.finalize()
      await written
      await handle.sync()
    },
  }
}

async function writeAll(tar: Pack, handle: FileHandle): Promise<void> {
  for await (const chunk of tar) await handle.appendFile(chunk as Buffer)
}

async function* hashed(source: Bytes, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    hash.update(chunk)
    yield chunk
  }
}
