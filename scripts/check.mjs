// `npm run check`: every static check, in order of speed. All of them run, so that one round shows everything.
import { spawnSync } from 'node:child_process'
import { ROOT } from './toolchain.mjs'

const CHECKS = [
  ['format', ['node_modules/@biomejs/biome/bin/biome', 'ci', '.']],
  ['lint', ['node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings']],
  ['types', ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'server']],
  [
    'imports',
    ['node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', '--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'src'],
    'server',
  ],
  ['dead code', ['node_modules/knip/bin/knip.js', '--no-progress']],
]

const failed = []
for (const [name, [program, ...args], folder = ''] of CHECKS) {
  const started = Date.now()
  const { status } = spawnSync(process.execPath, [`${ROOT}/${program}`, ...args], { cwd: `${ROOT}/${folder}`, stdio: 'inherit' })
  if (status !== 0) failed.push(name)
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`)
}
if (failed.length > 0) process.exit(1)
