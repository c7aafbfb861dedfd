// Three projects, so that no test waits for what others need: PostgreSQL, the program's bundle, or the site that browsers open.
import { globSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const ROOT = import.meta.dirname
const SAFETY_NET = 600_000
const TESTS = globSync('{src,test}/**/*.test.ts', { cwd: ROOT }).toSorted()
const inBrowser = TESTS.filter((file) => file.startsWith('test/e2e/interface/'))
const onDatabases = TESTS.filter((file) => !inBrowser.includes(file) && (file.startsWith('test/') || usesDatabases(file)))

/** In `test/` is what needs the whole server; in `src/`, the import tells. */
function usesDatabases(file: string): boolean {
  return /test\/support\/(databases|api|administered-api|running-server)\.ts/.test(readFileSync(`${ROOT}/${file}`, 'utf8'))
}

export default defineConfig({
  test: {
    // Tests wait for events, for as long as a busy machine needs. These limits only end a wait for what never happens.
    testTimeout: SAFETY_NET,
    hookTimeout: SAFETY_NET,
    expect: { poll: { timeout: SAFETY_NET - 10_000, interval: 20 } },
    // No module keeps state, so that files may share what they import: loading the server takes longer than most tests.
    isolate: false,
    // One more than there are processors: tests wait for git, PostgreSQL and other processes a quarter of their time.
    maxWorkers: availableParallelism() + 1,
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'databases',
          include: onDatabases,
          globalSetup: ['test/support/database-templates.ts', 'test/support/built-programs.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'interface',
          include: inBrowser,
          globalSetup: ['test/support/built-programs.ts', 'test/e2e/interface/shared-site.ts'],
        },
      },
      { extends: true, test: { name: 'pure', include: ['src/**/*.test.ts'], exclude: onDatabases } },
    ],
  },
})
