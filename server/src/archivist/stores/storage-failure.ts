// What an error of the file system means for whoever wants to store or read an archive.
import { DomainError, StorageFull, Unavailable } from '../../kernel/index.ts'

const FULL = new Set<unknown>(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** Codes that say something of the file or its directory; all others are about the moment, such as too many open files. */
const UNREADABLE = new Set<unknown>(['EACCES', 'EPERM', 'EIO', 'EISDIR', 'ENOTDIR', 'ELOOP', 'EBADMSG', 'EUCLEAN', 'ENXIO'])

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'a file or directory is gone',
  EROFS: 'it is read-only',
  EIO: 'the disk reports an error',
  ENOTDIR: 'a file stands where a directory belongs',
  EISDIR: 'a directory stands where a file belongs',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
}

/** @returns the same error when it did not come from the file system */
export function writeFailure(error: unknown): unknown {
  if (!isFileSystemError(error)) return error
  if (FULL.has(error.code)) return new StorageFull('there is no space left in the storage of archives', { cause: error })
  return new Unavailable(`the storage of archives cannot be written: ${reasonOf(error)}`, { cause: error })
}

/** @returns the same error when it did not come from the file system */
export function readFailure(error: unknown): unknown {
  if (!isFileSystemError(error)) return error
  return new Unavailable(`the storage of archives cannot be read now: ${reasonOf(error)}`, { cause: error })
}

/** Whether the file itself cannot be read, now and later. */
export function isUnreadable(error: unknown): boolean {
  return isFileSystemError(error) && UNREADABLE.has(error.code)
}

/** Without the path, which is nobody's business who is only a client. */
function reasonOf({ code = '' }: NodeJS.ErrnoException): string {
  return REASONS[code] ?? code
}

function isFileSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && !(error instanceof DomainError) && 'code' in error && 'syscall' in error
}
