import { spawn } from 'node:child_process'
import { toolchain, toolchainEnvironment } from './toolchain.mjs'

/** Runs the right Node with `args`, passes signals on to it, and ends as it does. @param {string[]} args */
export function runToItsEnd(args) {
  const child = spawn(toolchain().node, args, { env: toolchainEnvironment(), stdio: 'inherit' })
  // The terminal sends Ctrl-C to the whole group; the child decides when to end, and we end with it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => signal !== 'SIGINT' && child.kill(signal))
  child.on('exit', (code, signal) => {
    if (signal) process.removeAllListeners(signal)
    if (signal) process.kill(process.pid, signal)
    else process.exit(code ?? 1)
  })
}
