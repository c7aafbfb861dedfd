// `npm run setup [-- --production]`: installs the pinned Node and packages, builds the interface and the program. Other commands do
// what they need of it. With `--production`, only the packages that build the program stay installed.
import { buildInterface, generateApiTypes } from './interface.mjs'
import { buildProgram, COMMAND, writeCommand } from './program.mjs'
import { setup } from './toolchain.mjs'

const [argument, ...more] = process.argv.slice(2)
if (more.length > 0 || ![undefined, '--production'].includes(argument)) {
  process.stderr.write('Usage: npm run setup [-- --production]\n')
  process.exit(2)
}

if (argument === undefined) {
  setup()
  generateApiTypes()
  buildInterface()
} else {
  buildInterface({ install: true })
  setup('program', { alone: true })
}
buildProgram()
writeCommand()
process.stdout.write(`Ready. To run the program: ${COMMAND} serve\n`)
