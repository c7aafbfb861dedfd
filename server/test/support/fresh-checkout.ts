// This checkout as a clone of it would be, with the changes that are not committed yet.
import { execFile } from 'node:child_process'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** Copies what git knows or would add; installed packages and built programs stay behind. */
export async function copyCheckout(directory: string): Promise<void> {
  const { stdout } = await promisify(execFile)('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'], {
    cwd: ROOT,
    maxBuffer: 16 * 1024 * 1024,
  })
  for (const path of stdout.split('\0').filter(Boolean)) {
    await cp(join(ROOT, path), join(directory, path)).catch(ignoreDeleted)
  }
}

/** A file that was deleted and whose deletion is not committed yet. */
function ignoreDeleted(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}
