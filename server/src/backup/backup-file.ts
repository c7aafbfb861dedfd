// The file of a backup: nobody else may read it, nothing is overwritten, and it has its name only once it is whole.
import { constants } from 'node:fs'
import { access, type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Conflict, DomainError, StorageFull, Unavailable } from '../kernel/index.ts'

const FULL = new Set<unknown>(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** The file while it is being written. */
export interface PartialFile {
  path: string
  handle: FileHandle
}

/**
 * @param work writes the file and checks what was written; when it throws, nothing remains
 * @throws Conflict when there is such a file; StorageFull or Unavailable with the reason why it cannot be written
 */
export async function writingNewFile<Result>(file: string, work: (partial: PartialFile) => Promise<Result>): Promise<Result> {
  const path = `${file}.partial`
  await requireNone(file)
  const handle = await openNew(path)
  try {
    const result = await work({ path, handle })
    await requireNone(file)
    await rename(path, file)
    await syncDirectory(dirname(file))
    return result
  } catch (error) {
    await rm(path, { force: true })
    throw failure(file, error)
  } finally {
    await handle.close()
  }
}

async function requireNone(file: string): Promise<void> {
  const exists = await access(file, constants.F_OK).then(
    () => true,
    () => false,
  )
  if (exists) throw new Conflict(`${file} exists already: name another file, or move it away`)
}

async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new Conflict(`${path} exists already: another backup is being written, or one was killed. If none is running, remove it`)
    }
    throw failure(path, error)
  }
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Errors of the file system name this file; what others mean, they say themselves. */
function failure(file: string, error: unknown): unknown {
  if (error instanceof DomainError || !(error instanceof Error) || !('code' in error && 'syscall' in error)) return error
  if (FULL.has(error.code)) return new StorageFull(`${file} cannot be written: its disk has no space left`, { cause: error })
  return new Unavailable(`${file} cannot be written: ${error.message}`, { cause: error })
}
