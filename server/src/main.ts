// The program: `node server/src/main.ts COMMAND`. Everything it can do is in cli/.
import { run } from './cli/run.ts'

process.exitCode = await run(process.argv.slice(2), process)
