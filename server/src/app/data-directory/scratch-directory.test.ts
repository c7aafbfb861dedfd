import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openScratchDirectory } from './scratch-directory.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'terrace-test-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

/** Opens a scratch directory in a child process and creates a file there. @returns its path, and a function that kills the process */
async function openElsewhere(): Promise<{ path: string; kill(): Promise<void> }> {
  const program = `
    import { writeFileSync } from 'node:fs'
    import { openScratchDirectory } from ${JSON.stringify(new URL('scratch-directory.ts', import.meta.url).href)}
    const { path } = openScratchDirectory(${JSON.stringify(directory)})
    writeFileSync(path + '/work', 'half done')
    process.stdout.write(path)
    setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [path] = await once(child.stdout, 'data')
  return {
    path: String(path),
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

test('each process has its own directory, and removes it at the end', () => {
  const [one, two] = [openScratchDirectory(directory), openScratchDirectory(directory)]
  writeFileSync(join(one.path, 'work'), '1')
  two[Symbol.dispose]()
  expect([existsSync(join(one.path, 'work')), existsSync(two.path)]).toEqual([true, false])
  one[Symbol.dispose]()
  expect(existsSync(one.path)).toBe(false)
})

test('the next process removes the directory of a killed one, but not that of a live one', { timeout: 30_000 }, async () => {
  const other = await openElsewhere()
  openScratchDirectory(directory)[Symbol.dispose]()
  expect(readdirSync(other.path)).toContain('work')
  await other.kill()
  using own = openScratchDirectory(directory)
  expect([existsSync(other.path), existsSync(own.path)]).toEqual([false, true])
})

test('leftovers of releases with one shared directory are removed', () => {
  const leftover = join(directory, 'scratch', 'git-a1b2c3')
  mkdirSync(leftover, { recursive: true })
  using _own = openScratchDirectory(directory)
  expect(existsSync(leftover)).toBe(false)
})
