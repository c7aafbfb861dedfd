// `npm run demo`: from a git tag to `terraform init`, in a throw-away directory.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createApiClient } from './api-client.ts'
import { installModule } from './consumer.ts'
import { type DemoServer, startServer } from './demo-server.ts'
import { say, step } from './output.ts'
import { ORGANIZATION, publish } from './publish.ts'
import { makeSampleRepository } from './sample-repository.ts'
import { watchImport } from './watch-import.ts'

const USAGE = `Starts a registry in a throw-away directory, publishes a sample module from git, and installs it.

Usage: npm run demo [-- --exit]

  --exit   stop at the end, instead of serving until Ctrl-C
  --help   this text
`

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { exit: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } })
  if (values.help === true) {
    process.stdout.write(USAGE)
    return
  }
  const directory = mkdtempSync(join(tmpdir(), 'terrace-demo-'))
  let server: DemoServer | undefined
  try {
    server = await startServer(join(directory, 'data'))
    await show(server, directory)
    if (values.exit !== true) await serveUntilInterrupted(server)
  } finally {
    await server?.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

async function show(server: DemoServer, directory: string): Promise<void> {
  const repository = makeSampleRepository(join(directory, 'git'))
  step('A module repository', `${repository.directory}, with the tags ${repository.tags.join(', ')}`)
  const api = createApiClient(server.url, server.token)
  const module = await publish(api, repository)
  step('Importing its tags', 'each becomes a version, or shows why it does not:')
  await watchImport(api, module.id)
  const address = `${server.host}/${ORGANIZATION}/label/null`
  step('Installing it', `from a configuration that asks for ${address}, version ~> 1.0`)
  await installModule({ directory: join(directory, 'consumer'), server, address })
  step('The module', address)
  say(`API:  curl -H "Authorization: Bearer ${server.token}" ${server.url}/api/registry/v1/modules/${ORGANIZATION}/label/null`)
}

async function serveUntilInterrupted(server: DemoServer): Promise<void> {
  step('Serving', `${server.url} until Ctrl-C, which deletes all data`)
  say(`token: ${server.token}`)
  step('The web interface', `${server.signInLink}\n  signs you in once; afterwards ${server.url}`)
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}

await main()
