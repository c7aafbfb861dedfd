// Follows "A setting" of CONTRIBUTING.md literally in a copy of the tree: its steps must suffice.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cleanEnvironment } from '../support/running-server.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const COMPARISON = 'server/test/architecture/configuration.test.ts'
const COPIED = [
  'docs/CONFIGURATION.md',
  'server/package.json',
  'server/tsconfig.json',
  'server/src/app/config',
  // What a database URL may say is known where connections are made.
  'server/src/database/postgres/tls.ts',
  COMPARISON,
]
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc')
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs')

let copy: string
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'terrace-contributing-'))
  for (const path of COPIED) cpSync(join(ROOT, path), join(copy, path), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  // Compiles only what the new setting affects, without PostgreSQL.
  writeFileSync(join(copy, 'server/tsconfig.setting.json'), '{ "extends": "./tsconfig.json", "include": ["src/app/config/index.ts"] }')
  writeFileSync(join(copy, 'server/vitest.config.ts'), 'export default {}')
})
afterEach(() => rmSync(copy, { recursive: true, force: true, maxRetries: 5 }))

/** @returns the code blocks of a how-to, in order */
function snippetsOf(heading: string): string[] {
  const [, section = ''] = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8').split(`### ${heading}\n`)
  const blocks = (section.split('\n### ')[0] ?? '').matchAll(/^ *```(?:ts|md)\n([\s\S]*?)^ *```$/gm)
  return [...blocks].map(([, block = '']) => block.replaceAll(/^ {3}/gm, ''))
}

/** Inserts text before the first line that matches. */
function insert(path: string, before: RegExp, text: string): void {
  const file = join(copy, path)
  const content = readFileSync(file, 'utf8')
  expect(content).toMatch(before)
  writeFileSync(
    file,
    content.replace(before, (line) => `${text}${line}`),
  )
}

/** @returns its output and exit code */
function run(args: readonly string[], env: Record<string, string> = {}): { code: number; output: string } {
  try {
    const output = execFileSync(process.execPath, args, {
      cwd: join(copy, 'server'),
      env: cleanEnvironment(env),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return { code: 0, output }
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string }
    return { code: status, output: stdout + stderr }
  }
}

/** The configuration that the server would read from these settings. */
function readPageSize(value?: string): { code: number; output: string } {
  const program = `
    import { readConfig, readEnvironment } from './src/app/config/index.ts'
    process.stdout.write(String(readConfig(readEnvironment(process.env)).pageSize))`
  return run(['--input-type=module', '--eval', program], value === undefined ? {} : { TERRACE_PAGE_SIZE: value })
}

test('a setting added step by step is parsed, validated and documented', { timeout: 120_000 }, () => {
  const [setting = '', member = '', reading = '', parser = '', section = '', ...more] = snippetsOf('A setting')
  expect(more).toEqual([])
  insert('server/src/app/config/environment.ts', /^\] as const satisfies/m, setting)
  insert('server/src/app/config/config.ts', /^ {2}logLevel: LogLevel$/m, member)
  insert('server/src/app/config/config.ts', /^ {4}logLevel: attempt/m, reading)
  insert('server/src/app/config/config.ts', /^ {2}parsePublicUrl,$/m, '  parsePageSize,\n')
  insert('server/src/app/config/values.ts', /^export function parseFlag/m, `${parser}\n`)
  const undocumented = run([VITEST, 'run', COMPARISON.replace('server/', '')])
  expect([undocumented.code, undocumented.output]).toEqual([1, expect.stringContaining('TERRACE_PAGE_SIZE is documented with its default')])
  insert('docs/CONFIGURATION.md', /^## What refuses to start$/m, `${section}\n`)
  expect(run([VITEST, 'run', COMPARISON.replace('server/', '')])).toMatchObject({ code: 0 })

  expect(run([TSC, '--noEmit', '-p', 'tsconfig.setting.json'])).toEqual({ code: 0, output: '' })
  expect(readPageSize()).toMatchObject({ code: 0, output: '20' })
  expect(readPageSize('100')).toMatchObject({ code: 0, output: '100' })
  expect(readPageSize('101')).toMatchObject({
    code: 1,
    output: expect.stringContaining('TERRACE_PAGE_SIZE: must be a whole number from 1 to 100'),
  })
})
