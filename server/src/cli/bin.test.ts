import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { cleanEnvironment } from '../../test/support/running-server.ts'

const BIN = fileURLToPath(new URL('../../bin/terrace.mjs', import.meta.url))

test('the installed command passes arguments, output and exit code through', { timeout: 20_000 }, async () => {
  const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
    execFile(process.execPath, [BIN, 'doctor', '--nonsense'], { env: cleanEnvironment({}) }, (error, _stdout, stderr) =>
      resolve({ code: error?.code, stderr }),
    )
  })
  expect(code).toBe(2)
  expect(stderr).toContain("terrace doctor: Unknown option '--nonsense'")
})
