import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { packed } from './tar.ts'

test('tar unpacks what is packed here, with long names and names of other scripts', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'terrace-tar-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const long = `modules/${'deep/'.repeat(30)}main.tf`
  const files: Record<string, string> = { 'main.tf': 'x'.repeat(512), 'empty.tf': '', 'données/é.tf': 'é', [long]: 'long' }
  const archive = await packed(Object.entries(files).map(([path, text]) => ({ path, content: new Blob([text]) })))
  writeFileSync(join(directory, 'module.tar.gz'), new Uint8Array(await archive.arrayBuffer()))
  execFileSync('tar', ['-xzf', 'module.tar.gz'], { cwd: directory })
  for (const [path, text] of Object.entries(files)) expect(readFileSync(join(directory, path), 'utf8')).toBe(text)
})
