// The program: `node server/src/main.ts COMMAND`. Everything it can do is in cli/.
import { run } from './cli/run.ts'

// Whoever reads the output may stop before its end, as `| head` does. What the command does, it still does.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

// What it creates is for its own user alone: the database with its log, locks, archives, and what git writes.
process.umask(process.umask() | 0o077)

process.exitCode = await run(process.argv.slice(2), process)
