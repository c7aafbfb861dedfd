import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeOnEveryDatabase, type OpenTestDatabase } from '../../../test/support/databases.ts'
import { configOn } from '../../../test/support/examined-config.ts'
import { moduleServices, packageOf } from '../../../test/support/module-services.ts'
import { createFileStore } from '../../archivist/index.ts'
import type { Config } from '../config/index.ts'
import { examineArchives, verifyArchives } from './archives.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'terrace-test-'))
})
afterEach(async () => rm(directory, { recursive: true }))

const VERSIONS = ['1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0']

/** An installation with a module whose archives hold the number of their version. */
async function installation(open: OpenTestDatabase): Promise<Config> {
  const database = await open()
  const services = await moduleServices(database)
  const store = createFileStore(join(directory, 'objects'))
  const module = await services.createModule()
  for (const version of VERSIONS) {
    await services.published(module.id, version)
    await writeFile(join(directory, 'archive'), version)
    await store.putFile(packageOf(version).archive.key, join(directory, 'archive'))
  }
  return configOn(database, directory)
}

const fileOf = (version: string) => join(directory, 'objects', packageOf(version).archive.key)

async function verify(config: Config) {
  const findings: unknown[] = []
  for await (const { outcome, finding } of verifyArchives(config)) findings.push([outcome, finding])
  return findings
}

describeOnEveryDatabase('what the doctor says of archives', (open) => {
  it('is that all are well', async () => {
    const config = await installation(open)
    expect(await examineArchives(config)).toMatchObject({ outcome: 'ok' })
    expect(await verify(config)).toEqual([['ok', 'all 5 are what was published']])
  })

  it('names every version whose archive is not what was published, and remembers them', async () => {
    const config = await installation(open)
    await truncate(fileOf('1.0.0'), 3)
    await writeFile(fileOf('1.1.0'), '1.1.1')
    await rm(fileOf('1.2.0'))
    await rm(fileOf('1.3.0'))
    await mkdir(fileOf('1.3.0'))
    expect(await examineArchives(config)).toMatchObject({ outcome: 'ok' })
    const found = await verify(config)
    const expected = [
      ['1.0.0', 'damaged'],
      ['1.1.0', 'damaged'],
      ['1.2.0', 'missing'],
      ['1.3.0', 'damaged'],
    ].map(([version = '', problem]) => ['failed', `acme/vpc/aws ${version}: ${fileOf(version)} is ${problem}; restore it from a backup`])
    expect(found).toHaveLength(expected.length)
    expect(found).toEqual(expect.arrayContaining(expected))
    expect(await examineArchives(config)).toEqual({
      outcome: 'failed',
      finding:
        'restore from a backup: acme/vpc/aws 1.0.0 (damaged), acme/vpc/aws 1.1.0 (damaged), acme/vpc/aws 1.2.0 (missing), acme/vpc/aws 1.3.0 (damaged)',
    })
  })

  it('is that the storage is another one when it has none of the archives, and calls none of them missing', async () => {
    const config = await installation(open)
    const elsewhere = { ...config, storage: { kind: 'file', directory: join(directory, 'elsewhere') } } as const
    const foreign = expect.stringContaining(`${join(directory, 'elsewhere')} is not the storage of this database`)
    expect(await examineArchives(elsewhere)).toEqual({ outcome: 'failed', finding: foreign })
    expect(await verify(elsewhere)).toEqual([['failed', foreign]])
    expect(await examineArchives(config)).toMatchObject({ outcome: 'ok' })
  })
})
