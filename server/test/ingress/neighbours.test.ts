// Organizations whose git hosts do not answer: the imports of others go on meanwhile.
import { expect, it } from 'vitest'
import { type AdministeredApi, describeAdministered } from '../support/administered-api.ts'
import { connectGitHost, type GitHost, tagged } from './git-host.ts'

const FOUR_SECONDS = 4000
const REPOSITORIES = ['infra/terraform-aws-a', 'infra/terraform-aws-b', 'infra/terraform-aws-c']

/** With modules whose imports wait. */
async function slowHost(server: AdministeredApi, organization: string): Promise<GitHost> {
  const host = await connectGitHost(server, { organization })
  for (const identifier of REPOSITORIES) {
    await (await host.repository(identifier)).commit(tagged('v1.0.0'))
    await host.publish({ identifier })
  }
  host.remote.requests.length = 0
  host.remote.setFault({ kind: 'hang' })
  return host
}

describeAdministered('imports beside organizations with hosts that hang', (start) => {
  it('arrive, although these hang in as many imports as may run', async () => {
    const server = await start({ own: true })
    await using one = await slowHost(server, 'slow-one')
    await using two = await slowHost(server, 'slow-two')
    server.allowTroubledJobs()
    const hanging = () => one.remote.requests.length + two.remote.requests.length
    server.app.work.runner.start()
    await expect.poll(hanging, { timeout: 20_000 }).toBe(4)
    server.clock.advance(FOUR_SECONDS)
    await using host = await connectGitHost(server)
    await (await host.repository('infra/terraform-aws-vpc')).commit(tagged('v1.0.0'))
    const module = await host.publish()
    await expect.poll(() => module.statuses(), { timeout: 20_000 }).toEqual({ '1.0.0': 'ok' })
    expect(hanging()).toBe(4)
    await server.app.work.runner.stop(0)
  })
})
