import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { CACHE, DOCUMENT, goGenerator, PATIENCE, run } from '../../support/installed-tools.ts'
import { startServer } from '../../support/running-server.ts'

const CALLS = fileURLToPath(new URL('./calls.go', import.meta.url))
const MODULE = 'module client\n\ngo 1.24\n\nrequire github.com/oapi-codegen/runtime v1.9.0\n'
const CONFIGURATION = 'package: main\ngenerate:\n  client: true\n  models: true\n'

it('generates a Go client that compiles and works', { timeout: PATIENCE }, async (context) => {
  const generator = await goGenerator(context)
  const folder = join(CACHE, 'go-client')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'go.mod'), MODULE)
  await writeFile(join(folder, 'configuration.yaml'), CONFIGURATION)
  await copyFile(CALLS, join(folder, 'calls.go'))
  await run(generator, ['-config', 'configuration.yaml', '-o', 'client.go', DOCUMENT], { cwd: folder })
  await run('go', ['build', '-o', 'calls', '.'], { cwd: folder, env: { GOFLAGS: '-mod=mod' } })

  const directory = await mkdtemp(join(tmpdir(), 'terrace-go-client-'))
  context.onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }))
  await using server = await startServer({ dataDirectory: join(directory, 'data') })
  const token = await server.userWithToken('ada')
  const output = await run(join(folder, 'calls'), [], { env: { TERRACE_URL: server.url, TERRACE_TOKEN: token } })
  expect(output.trim().split('\n')).toEqual([
    'createOrganization 201 acme',
    'listOrganizations 200 1 <nil>',
    'createTeam 200 builders',
    'listTeams 200 2',
    'validateModuleAddress 200 true',
    'createRegistryModule 201 pending',
    'createRegistryModuleVersion 201 true',
    'listRegistryModules 200 0',
    'registryListVersions 404 [Not Found]',
    'deleteRegistryModule 204',
  ])
})
