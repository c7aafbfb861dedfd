// What is derived from the versions of a module.
import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../../test/support/databases.ts'
import { moduleServices } from '../../../test/support/module-services.ts'
import type { Queries } from '../../database/index.ts'
import { parseVersion, versionSortKey } from '../../terraform/index.ts'
import { claimNumber } from '../registry-module/version-numbers.ts'

describeOnEveryDatabase('versions that differ in build metadata alone', (open) => {
  it('of an earlier release are listed once, as the one that was published first', async () => {
    const services = await moduleServices(await open())
    const { changes, catalogue, clock, database, lifecycles, modules, owner } = services
    const { id } = await services.createModule()
    for (const version of ['1.0.0', '2.0.0']) {
      await services.published(id, version)
      clock.advance(1000)
    }
    const later = { version: '1.0.0+b1', version_sort: versionSortKey(parseVersion('1.0.0+b1')!) }
    await database.queries.updateTable('registry_module_versions').set(later).where('version', '=', '2.0.0').execute()
    const listed = async () => {
      await changes.change(id, async () => ({ result: undefined, audit: null }))
      const entry = await catalogue.find({ namespace: 'acme', name: 'vpc', provider: 'aws' })
      return JSON.parse(entry?.versions ?? '').modules[0].versions.map(({ version }: { version: string }) => version)
    }
    expect(await listed()).toEqual(['1.0.0'])
    const module = await modules.readById(owner, id)
    expect(module.latestVersion).toBe('1.0.0')
    // Not even once it is revoked: whoever pins 1.0.0 must not get other content.
    await lifecycles.change(owner, module, '1.0.0', { deprecation: { reason: 'old', link: '' } })
    await lifecycles.change(owner, module, '1.0.0', { revocation: { message: 'leaks', link: '', replacement: '' } })
    expect(await listed()).toEqual(['1.0.0'])
  })

  it('share a number, which a version that failed does not keep', async () => {
    const services = await moduleServices(await open())
    const { database, outcomes, begin, upload, createModule, version } = services
    const { id } = await createModule()
    const claim = (number: string) => database.queries.transaction().execute((tx: Queries) => claimNumber(tx, id, number))
    const first = await version(id, '1.0.0-rc.1+b1')
    expect(await claim('1.0.0-rc.1')).toBe(
      'Version 1.0.0-rc.1 has already been taken by version 1.0.0-rc.1+b1: build metadata does not make another version',
    )
    for (const other of ['1.0.0', '1.0.0-rc.10', '1.0.0-rc', '1.0.0-rc.1.1', '1.0.1-rc.1']) expect(await claim(other)).toBeUndefined()
    await upload(first.id, 'broken')
    await outcomes.fail(await begin(first.id), 'reg_ingressing', { message: 'broken' })
    expect(await claim('1.0.0-rc.1+b2')).toBeUndefined()
    expect(await database.queries.selectFrom('registry_module_versions').select('id').execute()).toEqual([])
  })
})
