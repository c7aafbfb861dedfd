// `npm run setup`: installs the pinned Node and all dependencies. Every other command does so first.
import { setup, toolchain } from './toolchain.mjs'

setup()
process.stdout.write(`Ready. Node: ${toolchain().node}\n`)
