// What a build is made from, as one short text: whoever finds it unchanged need not build again.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './toolchain.mjs'

/** @param {readonly string[]} paths from the root @returns {string} of paths and contents, 16 hexadecimal digits */
export function digestOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths) hash.update(`${path}\0`).update(readFileSync(join(ROOT, path)))
  return hash.digest('hex').slice(0, 16)
}

/** In the same order everywhere. @param {string} folder from the root @param {RegExp} wanted of a path @returns {string[]} */
export function filesIn(folder, wanted) {
  // oxlint-disable-next-line unicorn/no-array-sort -- Node 18 has no toSorted
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesIn(path, wanted)
    return wanted.test(path) ? [path] : []
  })
}
