// `npm run setup`: the right Node and all dependencies. Every other command does this first by itself.
import { setup, toolchain } from './toolchain.mjs'

setup()
process.stdout.write(`Ready. Node: ${toolchain().node}\n`)
