// `node scripts/run.mjs [--built] FILE [ARGUMENT…]`: sets up, builds the program where FILE starts it, runs FILE under the right Node.
import { runToItsEnd } from './child.mjs'
import { buildProgram } from './program.mjs'
import { setup } from './toolchain.mjs'

const [first, ...rest] = process.argv.slice(2)
const built = first === '--built'

setup()
if (built) buildProgram()
runToItsEnd(built ? rest : [first, ...rest])
