import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { connectedServices } from '../../../test/support/connected-services.ts'
import { describeOnEveryDatabase } from '../../../test/support/databases.ts'
import { configOn } from '../../../test/support/examined-config.ts'
import { examineConnections } from './connections.ts'

describeOnEveryDatabase('what the doctor says of connections', (open) => {
  it('names those whose host refuses the credential, with its reason', async ({ onTestFinished }) => {
    const directory = await mkdtemp(join(tmpdir(), 'terrace-test-'))
    onTestFinished(() => rm(directory, { recursive: true }))
    const database = await open()
    await connectedServices(database)
    const config = configOn(database, directory)
    expect(await examineConnections(config)).toEqual({ outcome: 'ok', finding: 'no host is known to refuse a credential' })
    const state = { state: 'needs_reauthorization' as const, state_detail: 'Bad credentials' }
    await database.queries.updateTable('oauth_tokens').set(state).execute()
    expect(await examineConnections(config)).toEqual({
      outcome: 'warning',
      finding: 'set a new token, or sign in again; hosts refuse https://git.example.com of acme (Bad credentials)',
    })
  })
})
