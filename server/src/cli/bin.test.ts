import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { cleanEnvironment } from '../../test/support/running-server.ts'

const BIN = fileURLToPath(new URL('../../bin/terrace.mjs', import.meta.url))

test('the installed command passes arguments, output and exit code through', async () => {
  const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
    execFile(process.execPath, [BIN, 'doctor', '--nonsense'], { env: cleanEnvironment({}) }, (error, _stdout, stderr) =>
      resolve({ code: error?.code, stderr }),
    )
  })
  expect(code).toBe(2)
  expect(stderr).toContain("terrace doctor: Unknown option '--nonsense'")
})

test('closing the output early shows no stack trace', async () => {
  const env = cleanEnvironment({ TERRACE_DATA_DIR: '/nonexistent/data', TERRACE_PUBLIC_URL: 'http://0.0.0.0:8080' })
  const child = spawn(process.execPath, [BIN, 'doctor'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
  expect([stderr, code]).toEqual(['', 1])
})
