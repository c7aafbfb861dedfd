// Runs compiled Go tests, and says what became of each.
import { type GoTests, runToEnd } from '../support/installed-tools.ts'

export interface GoOutcomes {
  /** top-level tests, in the order of names */
  passed: string[]
  /** top-level tests that did not apply */
  skipped: string[]
  /** each failed test, also one within another, with what it wrote */
  failures: string[]
}

/** One line of `go tool test2json`. Without a test, it is about the whole program. */
interface TestEvent {
  Action: 'run' | 'pause' | 'cont' | 'pass' | 'bench' | 'fail' | 'output' | 'skip' | 'start'
  Test?: string
  Output?: string
}

const TIMEOUT = '5m'
/** Most of a test's time is the server's. */
const PARALLEL = '8'

/** @param names of top-level tests, as regular expressions */
export async function runGoTests({ program, directory }: GoTests, names: readonly string[], env: NodeJS.ProcessEnv): Promise<GoOutcomes> {
  const pattern = `^(?:${names.join('|')})$`
  const options = [`-test.run=${pattern}`, `-test.parallel=${PARALLEL}`, `-test.timeout=${TIMEOUT}`, '-test.v=test2json']
  const { stdout, stderr } = await runToEnd('go', ['tool', 'test2json', program, ...options], { cwd: directory, env })
  return outcomesOf(stdout, stderr)
}

function outcomesOf(stdout: string, stderr: string): GoOutcomes {
  const written = new Map<string, string>([['', stderr]])
  const outcomes: GoOutcomes = { passed: [], skipped: [], failures: [] }
  for (const line of stdout.split('\n').filter((each) => each.startsWith('{'))) {
    const { Action: action, Test: test = '', Output: output = '' } = JSON.parse(line) as TestEvent
    if (action === 'output') written.set(test, (written.get(test) ?? '') + output)
    if (action === 'fail' && !outcomes.failures.some((failure) => failure.startsWith(`${test}/`))) {
      outcomes.failures.push(`${test}: ${written.get(test)?.trim()}`)
    }
    if (test === '' || test.includes('/')) continue
    if (action === 'pass') outcomes.passed.push(test)
    if (action === 'skip') outcomes.skipped.push(test)
  }
  outcomes.passed.sort()
  return outcomes
}
