// The program as it is run: one bundle in a directory named after its sources, so that a running server keeps its own.
// Any Node from 18 on runs this file; bundling needs the pinned one.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf, filesIn } from './digest.mjs'
import { ROOT, toolchain, toolchainEnvironment } from './toolchain.mjs'

/** What Node starts. It stays where it is when the program is built anew. */
export const PROGRAM = join(ROOT, 'server', 'dist', 'terrace.js')
/** What a service starts, `server/dist/terrace serve`: the program under the right Node. */
export const COMMAND = join(ROOT, 'server', 'dist', 'terrace')

const SOURCES = join(ROOT, 'server', 'src')
const SOURCE = /(?<!\.test)\.(ts|css)$/
const ALSO_BUILT_FROM = ['package-lock.json', 'server/package.json', 'server/build/bundle.ts', 'server/build/main.ts']

/** Builds the program when its sources changed. Where no sources are, as in an image, what is there is used. */
export function buildProgram() {
  if (!existsSync(SOURCES)) return
  const digest = digestOf([...filesIn(join('server', 'src'), SOURCE), ...ALSO_BUILT_FROM])
  if (existsSync(COMMAND) && existsSync(PROGRAM) && readFileSync(PROGRAM, 'utf8').includes(`'./${digest}/`)) return
  const args = [join(ROOT, 'server', 'build', 'main.ts'), digest]
  const built = spawnSync(toolchain().node, args, { cwd: ROOT, env: toolchainEnvironment(), stdio: ['ignore', 2, 2] })
  if (built.status !== 0) process.exit(built.status ?? 1)
  writeCommand()
}

/**
 * Writes what a service starts, with the paths of today's Node and checkout: either may have moved since the build.
 * The command replaces itself by Node, so that a service manager signals the program and nothing in between.
 */
export function writeCommand() {
  const [node, program] = [toolchain().node, PROGRAM].map((path) => `'${path.replaceAll("'", "'\\''")}'`)
  writeFileSync(`${COMMAND}.${process.pid}`, `#!/bin/sh\nexec ${node} ${program} "$@"\n`, { mode: 0o755 })
  renameSync(`${COMMAND}.${process.pid}`, COMMAND)
}
