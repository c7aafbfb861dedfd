// The web interface as the server serves it: web/dist, built when its sources changed.
// Any Node from 18 on runs this file; building needs the pinned one.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { digestOf, filesIn } from './digest.mjs'
import { ROOT, setup, toolchain, toolchainEnvironment } from './toolchain.mjs'

const WEB = join(ROOT, 'web')
const BUILT = join(WEB, 'dist')
const BUILDER = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js')
const ALSO_BUILT_FROM = ['package-lock.json', 'scripts/interface.mjs', 'web/package.json', 'web/index.html', 'web/vite.config.ts']

/**
 * Builds the interface when its sources changed. Where no sources are, as in an image, what is there is used.
 * @param {{ install?: boolean }} [options] `install` replaces the installed packages by those that build the interface
 */
export function buildInterface({ install = false } = {}) {
  if (!existsSync(join(WEB, 'src'))) return
  const digest = digestOfSources()
  if (isBuiltFrom(digest)) return
  if (install) setup('interface', { alone: true })
  const unfinished = `${BUILT}-${process.pid}`
  node(BUILDER, 'build', '--logLevel', 'warn', '--outDir', unfinished, '--emptyOutDir')
  writeFileSync(join(unfinished, 'digest'), digest)
  rmSync(BUILT, { recursive: true, force: true })
  renameSync(unfinished, BUILT)
}

/** Writes the types of the API's answers, when the API's document changed. */
export function generateApiTypes() {
  const types = join(WEB, 'src', 'api', 'client', 'schema.d.ts')
  const mark = `// ${digestOf(['docs/openapi.json', 'package-lock.json'])}\n`
  if (existsSync(types) && readFileSync(types, 'utf8').endsWith(mark)) return
  node(join(ROOT, 'node_modules', 'openapi-typescript', 'bin', 'cli.js'), join(ROOT, 'docs', 'openapi.json'), '--output', types)
  writeFileSync(types, mark, { flag: 'a' })
}

function digestOfSources() {
  const folders = ['build', 'public', 'src'].flatMap((folder) => filesIn(join('web', folder), /(?<!\.test\.ts|\.d\.ts)$/))
  return digestOf([...folders, ...ALSO_BUILT_FROM])
}

/** @param {string} digest */
function isBuiltFrom(digest) {
  const mark = join(BUILT, 'digest')
  return existsSync(mark) && readFileSync(mark, 'utf8') === digest
}

/** @param {string[]} args */
function node(...args) {
  // A test that builds the interface sets NODE_ENV, which would make it React's development build.
  const env = { ...toolchainEnvironment(), NODE_ENV: 'production' }
  const done = spawnSync(toolchain().node, args, { cwd: WEB, env, stdio: ['ignore', 'ignore', 2] })
  if (done.status !== 0) process.exit(done.status ?? 1)
}

// `node scripts/interface.mjs` does both.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  generateApiTypes()
  buildInterface()
}
