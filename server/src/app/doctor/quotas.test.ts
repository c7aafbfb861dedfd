import { expect, it } from 'vitest'
import { describeOnEveryDatabase, type TestDatabase } from '../../../test/support/databases.ts'
import { moduleServices } from '../../../test/support/module-services.ts'
import { type Config, readConfig } from '../config/index.ts'
import { examineQuotas } from './quotas.ts'

const configOf = ({ config: database }: TestDatabase, settings: Record<string, string>): Config =>
  ({ ...readConfig(settings), database }) as Config

describeOnEveryDatabase('what the doctor says of quotas', (open) => {
  it('is that none is set, which ones are, or which organizations have reached one', async () => {
    const database = await open()
    const services = await moduleServices(database)
    await services.published((await services.createModule('vpc')).id, '1.0.0')
    const say = (settings: Record<string, string>) => examineQuotas(configOf(database, settings))
    expect(await say({})).toMatchObject({ outcome: 'ok', finding: expect.stringContaining('none is set') })
    expect(await say({ TERRACE_QUOTA_ORGANIZATION_MODULES: '2', TERRACE_QUOTA_USER_TOKENS: '5' })).toEqual({
      outcome: 'ok',
      finding: '5 tokens per user, 2 modules per organization; no organization has reached one',
    })
    await services.createModule('label')
    const both = { TERRACE_QUOTA_ORGANIZATION_MODULES: '2', TERRACE_QUOTA_ORGANIZATION_VERSIONS: '1' }
    expect(await say(both)).toEqual({
      outcome: 'warning',
      finding: 'organizations that have reached one: acme (2 of 2 modules), acme (1 of 1 versions)',
    })
  })
})
