// `npm run check`: every static check, as many at a time as there are cores. All of them run, so that one round shows everything.
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { generateApiTypes } from './interface.mjs'
import { ROOT } from './toolchain.mjs'

/** Those that take longest come first. @type {{ name: string, program: string, args: string[], folder?: string }[]} */
const CHECKS = [
  // One pass: the rules that need types and the compiler's own diagnostics come from the same program.
  { name: 'types and lint', program: 'node_modules/oxlint/bin/oxlint', args: ['--type-aware', '--type-check', '--deny-warnings'] },
  {
    name: 'imports',
    program: 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
    args: ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'src'],
    folder: 'server',
  },
  {
    name: 'imports of the interface',
    program: 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
    args: ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'src'],
    folder: 'web',
  },
  {
    name: 'API document (Redocly)',
    program: 'node_modules/@redocly/cli/bin/cli.js',
    args: ['lint', 'docs/openapi.json', '--format', 'codeframe'],
  },
  {
    name: 'API document (Spectral)',
    program: 'node_modules/@stoplight/spectral-cli/dist/index.js',
    args: ['lint', 'docs/openapi.json', '--fail-severity', 'warn', '--quiet'],
  },
  { name: 'dead code', program: 'node_modules/knip/bin/knip.js', args: ['--no-progress'] },
  {
    name: 'format',
    program: 'node_modules/@biomejs/biome/bin/biome',
    args: ['ci', process.stdout.isTTY ? '--colors=force' : '--colors=off', '.'],
  },
  { name: 'folders', program: 'scripts/structure/check.mjs', args: [] },
  { name: 'size of the interface', program: 'scripts/budgets.mjs', args: [] },
]

generateApiTypes()

const waiting = [...CHECKS]
const failed = []

async function work() {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    const started = Date.now()
    const { code, output } = await run(check)
    if (code !== 0) failed.push(check.name)
    const seconds = ((Date.now() - started) / 1000).toFixed(1)
    process.stdout.write(`${output}${code === 0 ? 'ok    ' : 'FAILED'} ${check.name} (${seconds} s)\n`)
  }
}

/** The output is kept together: checks that run at the same time would mix theirs. @param {(typeof CHECKS)[number]} check */
function run({ program, args, folder = '' }) {
  const child = spawn(process.execPath, [`${ROOT}/${program}`, ...args], { cwd: `${ROOT}/${folder}`, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })))
}

await Promise.all(Array.from({ length: availableParallelism() }, work))
if (failed.length > 0) process.exit(1)
