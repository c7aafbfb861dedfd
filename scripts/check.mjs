// `npm run check`: every static check. All of them run, so that one round shows every problem.
import { spawnSync } from 'node:child_process'
import { ROOT } from './toolchain.mjs'

/** @type {{ name: string, program: string, args: string[], folder?: string }[]} */
const CHECKS = [
  { name: 'format', program: 'node_modules/@biomejs/biome/bin/biome', args: ['ci', '.'] },
  { name: 'lint', program: 'node_modules/oxlint/bin/oxlint', args: ['--type-aware', '--deny-warnings'] },
  { name: 'types', program: 'node_modules/typescript/bin/tsc', args: ['--noEmit', '-p', 'server'] },
  {
    name: 'imports',
    program: 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
    args: ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'src'],
    folder: 'server',
  },
  { name: 'folders', program: 'scripts/structure/check.mjs', args: [] },
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
]

const failed = []
for (const { name, program, args, folder = '' } of CHECKS) {
  const started = Date.now()
  const { status } = spawnSync(process.execPath, [`${ROOT}/${program}`, ...args], { cwd: `${ROOT}/${folder}`, stdio: 'inherit' })
  if (status !== 0) failed.push(name)
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`)
}
if (failed.length > 0) process.exit(1)
