// `npm run dev`: the server and the interface, each of which follows its sources, at http://127.0.0.1:5173.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { generateApiTypes } from './interface.mjs'
import { ROOT, setup, toolchain, toolchainEnvironment } from './toolchain.mjs'

const PAGES = 'http://127.0.0.1:5173'
const SERVER = '127.0.0.1:8080'

setup()
generateApiTypes()
const environment = {
  ...toolchainEnvironment(),
  TERRACE_LISTEN: SERVER,
  // The origin that the browser sees, from which alone sessions are accepted.
  TERRACE_PUBLIC_URL: PAGES,
  TERRACE_DEV_SERVER: `http://${SERVER}`,
}
const start = (folder, ...args) =>
  spawn(toolchain().node, args, { cwd: join(ROOT, folder), env: environment, stdio: ['ignore', 'inherit', 'inherit'] })
const children = [
  start('', '--watch-path=server/src', '--watch-preserve-output', join('server', 'src', 'main.ts'), 'serve'),
  start('web', join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js'), '--host', '127.0.0.1', '--strictPort', '--clearScreen', 'false'),
]

/** The terminal sends Ctrl-C to all three; each of the others is told when one of them ends. */
function stop() {
  for (const child of children) child.kill('SIGTERM')
}
for (const child of children) child.once('exit', stop)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => signal !== 'SIGINT' && stop())
