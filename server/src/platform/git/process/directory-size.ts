// Measures a directory while another process writes to it.
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** @returns bytes in all files below `directory`; files that vanish meanwhile do not count */
export async function directorySize(directory: string): Promise<number> {
  const sizes = await fileSizes(directory)
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** @returns the size of the largest file below `directory`, 0 when there is none */
export async function largestFile(directory: string): Promise<number> {
  return Math.max(0, ...(await fileSizes(directory)))
}

async function fileSizes(directory: string): Promise<number[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile())
  return Promise.all(
    files.map(async (entry) => {
      const found = await stat(join(entry.parentPath, entry.name)).catch(() => undefined)
      return found?.size ?? 0
    }),
  )
}
