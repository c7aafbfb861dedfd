// `node server/build/main.ts NAME`: builds the program into `server/dist/NAME`, and lets `server/dist/terrace.js` start it.
import { spawnSync } from 'node:child_process'
import { readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from './bundle.ts'

/** A server that was started from the former build starts its other processes from there. */
const KEPT_BUILDS = 2
const SERVER = join(import.meta.dirname, '..')
const DIST = join(SERVER, 'dist')
const STARTER = join(DIST, 'terrace.js')

const [name = 'program'] = process.argv.slice(2)
const unfinished = join(DIST, `.${name}-${process.pid}`)
await bundle({ main: join(SERVER, 'src', 'main.ts') }, unfinished)
moveTo(join(DIST, name))
replaceFile(join(DIST, 'package.json'), '{ "type": "module" }\n')
replaceFile(STARTER, starter())
fillCompileCache()
removeFormerBuilds()

/** Another process may have built the same sources at the same time; then both builds are equal. */
function moveTo(directory: string): void {
  try {
    renameSync(unfinished, directory)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
    rmSync(unfinished, { recursive: true })
  }
}

/** Node keeps what it has compiled, and stack traces name the sources. */
function starter(): string {
  return `import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

enableCompileCache(fileURLToPath(new URL('./${name}/compiled', import.meta.url)))
process.setSourceMapsEnabled(true)
await import('./${name}/main.js')
`
}

/** Whoever reads the file sees the former content or the new one. */
function replaceFile(path: string, content: string): void {
  writeFileSync(`${path}.${process.pid}`, content)
  renameSync(`${path}.${process.pid}`, path)
}

function fillCompileCache(): void {
  spawnSync(process.execPath, [STARTER, '--version'], { stdio: 'ignore' })
}

function removeFormerBuilds(): void {
  const builds = readdirSync(DIST, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
  const dated = builds.map((entry) => ({ path: join(DIST, entry.name), made: statSync(join(DIST, entry.name)).mtimeMs }))
  const newestFirst = dated.toSorted((one, other) => other.made - one.made)
  for (const { path } of newestFirst.slice(KEPT_BUILDS)) rmSync(path, { recursive: true, force: true })
}
