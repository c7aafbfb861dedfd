// A failure that repeats is one event on the timeline.
import { expect, it } from 'vitest'
import { describeAdministered } from '../support/administered-api.ts'
import { connectGitHost, tagged } from './git-host.ts'

const AN_HOUR = 3_600_000

describeAdministered('imports that fail again and again', (start) => {
  it('are one event, however often they are tried in vain', async () => {
    const server = await start()
    let broken = false
    let posts = 0
    // The first request of each command lists references; another one fetches.
    const faults = ({ method }: { method: string }) => {
      posts = method === 'POST' ? posts + 1 : 0
      return broken && posts > 1 ? ({ kind: 'status', status: 503 } as const) : undefined
    }
    await using host = await connectGitHost(server, { faults })
    const repository = await host.repository('infra/terraform-aws-vpc')
    await repository.commit(tagged('v1.0.0'))
    const module = await host.publish()
    await server.runJobs()
    await repository.commit(tagged('v1.1.0'))
    broken = true
    for (let hour = 0; hour < 5; hour++) await server.pass(AN_HOUR)
    expect(await module.statuses()).toEqual({ '1.0.0': 'ok', '1.1.0': 'pending' })
    const events = await server.list(`/api/v2/registry-modules/${module.id}/import-events`)
    const interrupted = events.filter(({ attributes }) => attributes['kind'] === 'version' && attributes['status'] === 'pending')
    expect(interrupted.map(({ attributes }) => attributes['version'])).toEqual(['1.1.0'])
    server.allowTroubledJobs()
  })
})
