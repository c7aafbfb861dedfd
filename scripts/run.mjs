// `node scripts/run.mjs FILE [ARGUMENT…]`: sets up, then runs FILE under the right Node and passes signals and exit code through.
import { spawn } from 'node:child_process'
import { setup, toolchain, toolchainEnvironment } from './toolchain.mjs'

setup()
const child = spawn(toolchain().node, process.argv.slice(2), { env: toolchainEnvironment(), stdio: 'inherit' })
// The terminal sends Ctrl-C to the whole group; the child decides when to end, and we end with it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => signal !== 'SIGINT' && child.kill(signal))
child.on('exit', (code, signal) => {
  if (signal) process.removeAllListeners(signal)
  if (signal) process.kill(process.pid, signal)
  else process.exit(code ?? 1)
})
