// Requests that schemathesis generates from the API document: what it allows, and what it forbids. Whatever is sent, the server
// answers with a status that the document has, and never with a server error.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { DOCUMENT, PATIENCE, requestGenerator, runToEnd } from '../support/installed-tools.ts'
import { startServer } from '../support/running-server.ts'

/** The same requests every time. */
const SEED = 20_261_128
/** Random ones for each operation, beside the examples of the document. */
const EXAMPLES = 3
const MAX_SECONDS_PER_REQUEST = 10

/** What would take away the organization that the others are about, and streams, which do not end. */
const LEFT_OUT = [
  'deleteOrganization',
  'updateOrganization',
  'putOrganization',
  'adminDeleteOrganization',
  'watchOrganization',
  'watchModule',
]

const CONFIGURATION = `
[parameters]
"path.organization" = "acme"
`

it('answers generated requests with a status of the document, and never with a server error', { timeout: PATIENCE }, async (context) => {
  const schemathesis = await requestGenerator(context)
  const directory = await mkdtemp(join(tmpdir(), 'terrace-generated-requests-'))
  context.onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }))
  const configuration = join(directory, 'schemathesis.toml')
  await writeFile(configuration, CONFIGURATION)
  await using server = await startServer({ dataDirectory: join(directory, 'data'), settings: { TERRACE_RATE_LIMIT: '0' } })
  const token = await server.userWithToken('root', { siteAdmin: true })
  const body = JSON.stringify({ data: { type: 'organizations', attributes: { name: 'acme', email: 'acme@example.com' } } })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/vnd.api+json' }
  expect((await fetch(`${server.url}/api/v2/organizations`, { method: 'POST', headers, body })).status).toBe(201)

  const options = {
    url: server.url,
    header: `Authorization: Bearer ${token}`,
    checks: 'not_a_server_error,status_code_conformance',
    phases: 'examples,fuzzing',
    'max-examples': EXAMPLES,
    seed: SEED,
    workers: 2,
    'request-timeout': MAX_SECONDS_PER_REQUEST,
    warnings: 'off',
  }
  const args = [
    ...Object.entries(options).map(([name, value]) => `--${name}=${value}`),
    ...LEFT_OUT.map((id) => `--exclude-operation-id=${id}`),
  ]
  const { ok, stdout, stderr } = await runToEnd(schemathesis, ['--config-file', configuration, '--no-color', 'run', DOCUMENT, ...args], {
    cwd: directory,
  })
  expect(ok ? '' : failuresIn(stdout) + stderr).toBe('')
})

function failuresIn(report: string): string {
  const from = report.search(/=+ (?:ERRORS|FAILURES) =+/)
  return from === -1 ? report : report.slice(from)
}
