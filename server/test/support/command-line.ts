// Runs commands of the `terrace` program inside the test's process, which saves the start of a process.
import { Readable } from 'node:stream'
import { run } from '../../src/cli/run.ts'

export interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

/**
 * @param env the whole environment of the command
 * @param input what comes on its standard input
 */
export async function runCommand(args: readonly string[], env: NodeJS.ProcessEnv, input = ''): Promise<Outcome> {
  const written = { stdout: '', stderr: '' }
  const into = (stream: 'stdout' | 'stderr') => ({ write: (text: string) => void (written[stream] += text) })
  const code = await run(args, { env, stdin: Readable.from([input]), stdout: into('stdout'), stderr: into('stderr') })
  return { code, ...written }
}
