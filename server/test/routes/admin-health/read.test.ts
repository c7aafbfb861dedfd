import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'
import { expectResource } from '../../support/json-api-shape.ts'
import { siteAdmin } from '../../support/site-admin.ts'

const JOB = { kind: 'sync_repository', payload: '{}', organization: '', host: '', priority: 0, attempts: 5, max_attempts: 5, deaths: 0 }

describeApi('GET admin/health', (start) => {
  it('says whether the server is ready, what waits, and what failed for good, the latest first', async () => {
    const api = await start()
    api.allowTroubledJobs()
    const admin = await siteAdmin(api)
    const quiet = await admin.get('/api/v2/admin/health')
    expect(quiet.status).toBe(200)
    expectResource(quiet.data, 'site-health')
    expect(quiet.data.attributes).toMatchObject({ problem: null, 'failed-jobs': [], 'refused-connections': [], 'damaged-archives': 0 })
    const failed = { ...JOB, state: 'failed', run_at: 0, lease_id: null, lease_until: null, created_at: 0 } as const
    await api.database
      .insertInto('jobs')
      .values([
        { ...failed, id: 'job-1', key: 'one', last_error: 'the host is away', updated_at: 1000 },
        { ...failed, id: 'job-2', key: 'two', last_error: 'the disk is full', updated_at: 2000 },
      ])
      .execute()
    const { data } = await admin.get('/api/v2/admin/health')
    expect(data.attributes['jobs']).toContainEqual({ kind: 'sync_repository', state: 'failed', count: 2, 'due-at': null })
    expect(data.attributes['failed-jobs']).toEqual([
      { kind: 'sync_repository', key: 'two', error: 'the disk is full', 'failed-at': '1970-01-01T00:00:02.000Z' },
      { kind: 'sync_repository', key: 'one', error: 'the host is away', 'failed-at': '1970-01-01T00:00:01.000Z' },
    ])
  })
})
