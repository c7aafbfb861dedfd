import { randomUUID } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Keeps pieces of content: the first ones in memory, the rest in one unnamed file. */
export interface ContentSpool {
  /** @returns a function that reads the bytes, as often as needed */
  keep(bytes: Buffer): Promise<() => Promise<Buffer>>
  close(): Promise<void>
}

const MEMORY_BYTES = 32 * 1024 * 1024

/** @param directory for the scratch file, which is created only if memory does not suffice */
export function createContentSpool(directory: string, memoryBytes = MEMORY_BYTES): ContentSpool {
  let inMemory = 0
  let written = 0
  let file: FileHandle | undefined

  return {
    async keep(bytes) {
      if (inMemory + bytes.length <= memoryBytes) {
        inMemory += bytes.length
        return async () => bytes
      }
      file ??= await openNameless(directory)
      const scratch = file
      const position = written
      written += bytes.length
      for (let done = 0; done < bytes.length; ) {
        done += (await scratch.write(bytes, done, bytes.length - done, position + done)).bytesWritten
      }
      return () => readExactly(scratch, position, bytes.length)
    },
    async close() {
      await file?.close()
      file = undefined
    },
  }
}

/** Unlinks the file at once; the handle still reads it. Nothing is left behind, even after a crash. */
async function openNameless(directory: string): Promise<FileHandle> {
  const path = join(directory, `terrace-spool-${randomUUID()}`)
  const handle = await open(path, 'wx+', 0o600)
  await rm(path, { force: true })
  return handle
}

async function readExactly(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done)
    if (bytesRead === 0) throw new Error('the scratch file is shorter than what was written to it')
    done += bytesRead
  }
  return bytes
}
