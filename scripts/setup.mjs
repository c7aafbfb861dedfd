// `npm run setup`: installs the pinned Node and all dependencies, and builds the program. Other commands do what they need of it.
import { buildProgram, PROGRAM } from './program.mjs'
import { setup, toolchain } from './toolchain.mjs'

setup()
buildProgram()
process.stdout.write(`Ready. To run the program: ${toolchain().node} ${PROGRAM} COMMAND\n`)
