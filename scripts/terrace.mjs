// `node scripts/terrace.mjs [ARGUMENT…]`: the `terrace` command of a checkout. Sets up, builds what changed, runs the program.
import { pathToFileURL } from 'node:url'
import { runToItsEnd } from './child.mjs'
import { buildProgram, PROGRAM } from './program.mjs'
import { ownNodeWillDo, setup } from './toolchain.mjs'

setup('program')
buildProgram()
if (ownNodeWillDo()) await import(pathToFileURL(PROGRAM))
else runToItsEnd([PROGRAM, ...process.argv.slice(2)])
