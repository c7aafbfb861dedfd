// Bundles the programs that tests start as processes, as `npm start` does: started from its sources, each takes a second.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { bundle } from '../../build/bundle.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** the folder with `main.js`, which is the program, and with the programs of tests */
    programs: string
  }
}

const SERVER = join(import.meta.dirname, '../..')

/** The hook of vitest's `globalSetup`. @returns a function that removes them */
export async function setup(project: TestProject): Promise<() => void> {
  const run = project.vitest.getRootProject()
  // Another project of this run has bundled them.
  if ('programs' in run.getProvidedContext()) return () => undefined
  const folder = mkdtempSync(join(tmpdir(), 'terrace-programs-'))
  const programs = {
    main: join(SERVER, 'src/main.ts'),
    'quick-lease-server': join(SERVER, 'test/crash/quick-lease-server.ts'),
  }
  // Some tests run them as another user.
  chmodSync(folder, 0o755)
  await bundle(programs, folder)
  run.provide('programs', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}
