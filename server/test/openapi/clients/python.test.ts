import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CACHE, DOCUMENT, PATIENCE, pythonGenerator, run } from '../../support/installed-tools.ts'

/** The generator supports bytes under one media type only. */
const CONFIGURATION = 'content_type_overrides:\n  application/gzip: application/octet-stream\npost_hooks: []\n'

it('generates a Python client without a warning', { timeout: PATIENCE }, async (context) => {
  const programs = await pythonGenerator(context)
  const configuration = join(CACHE, 'python-client.yaml')
  const client = join(CACHE, 'python-client')
  await writeFile(configuration, CONFIGURATION)
  const options = ['--path', DOCUMENT, '--config', configuration, '--output-path', client, '--meta', 'none', '--overwrite']
  const output = await run(join(programs, 'openapi-python-client'), ['generate', ...options, '--fail-on-warning'])
  expect(output).not.toMatch(/warning|error/i)
  await run(join(programs, 'python'), ['-m', 'compileall', '-q', client])
})
