// `node scripts/run.mjs [--built] FILE [ARGUMENT…]`: sets up, builds program and interface where FILE starts them, runs FILE under the right Node.
import { runToItsEnd } from './child.mjs'
import { buildInterface } from './interface.mjs'
import { buildProgram } from './program.mjs'
import { setup } from './toolchain.mjs'

const [first, ...rest] = process.argv.slice(2)
const built = first === '--built'

setup()
if (built) {
  buildInterface()
  buildProgram()
}
runToItsEnd(built ? rest : [first, ...rest])
