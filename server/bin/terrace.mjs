#!/usr/bin/env node
// The `terrace` command. It may be started by any Node; the program itself needs 24, which `npm run setup` has fetched
// next to the project when the machine's own is older.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const launcher = fileURLToPath(new URL('../../scripts/run.mjs', import.meta.url))
const newEnough = Number(process.versions.node.split('.')[0]) >= 24
if (!newEnough && !existsSync(launcher)) {
  process.stderr.write(`terrace needs Node 24 or later; this is ${process.versions.node}\n`)
  process.exit(1)
}
const child = spawn(process.execPath, [...(newEnough ? [] : [launcher]), main, ...process.argv.slice(2)], { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => signal !== 'SIGINT' && child.kill(signal))
child.on('exit', (code, signal) => {
  if (signal) process.removeAllListeners(signal)
  if (signal) process.kill(process.pid, signal)
  else process.exit(code ?? 1)
})
