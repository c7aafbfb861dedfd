// The program as it is run: one bundle in a directory named after its sources, so that a running server keeps its own.
// Any Node from 18 on runs this file; bundling needs the pinned one.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, toolchain, toolchainEnvironment } from './toolchain.mjs'

/** What a service starts: `node server/dist/terrace.js serve`. It stays where it is when the program is built anew. */
export const PROGRAM = join(ROOT, 'server', 'dist', 'terrace.js')

const SOURCES = join(ROOT, 'server', 'src')
const ALSO_BUILT_FROM = ['package-lock.json', 'server/package.json', 'server/build/bundle.ts', 'server/build/main.ts']

/** Builds the program when its sources changed. Where no sources are, as in an image, what is there is used. */
export function buildProgram() {
  if (!existsSync(SOURCES)) return
  const digest = digestOfSources()
  if (existsSync(PROGRAM) && readFileSync(PROGRAM, 'utf8').includes(`'./${digest}/`)) return
  const args = [join(ROOT, 'server', 'build', 'main.ts'), digest]
  const built = spawnSync(toolchain().node, args, { cwd: ROOT, env: toolchainEnvironment(), stdio: ['ignore', 2, 2] })
  if (built.status !== 0) process.exit(built.status ?? 1)
}

/** @returns {string} of paths and contents, 16 hexadecimal digits */
function digestOfSources() {
  const hash = createHash('sha256')
  const sources = readdirSync(SOURCES, { recursive: true }).filter((path) => /(?<!\.test)\.(ts|css)$/.test(path))
  for (const path of [...sources.map((source) => join('server', 'src', source)).sort(), ...ALSO_BUILT_FROM]) {
    hash.update(`${path}\0`).update(readFileSync(join(ROOT, path)))
  }
  return hash.digest('hex').slice(0, 16)
}
