import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../../test/support/databases.ts'
import { AuditedChanges } from '../../audit-trail/index.ts'
import { newId } from '../../kernel/index.ts'
import { ANONYMOUS } from '../../permissions/index.ts'
import { FailedPasswords } from './failed-passwords.ts'

const unused = () => Promise.reject(new Error('nothing is changed'))
const moment = () => ({ recordedAt: 1, requestId: null, remoteAddress: null })

describeOnEveryDatabase('failed passwords', (open) => {
  it('are written once, or with the next call after a failed write', async () => {
    const { queries } = await open()
    const written: string[] = []
    let broken = true
    const record = async (_tx: unknown, { action }: { action: string }) => {
      if (broken) throw new Error('the disk is full')
      written.push(action)
    }
    const trail = { record, moment, accessor: unused, write: unused }
    const failures = new FailedPasswords({ changes: new AuditedChanges({ queries, trail }) })
    const user = { id: newId('user'), username: 'ada' }
    failures.note(ANONYMOUS, 'sign_in_failed', user)
    await expect(failures.flush()).rejects.toThrow('the disk is full')
    failures.note(ANONYMOUS, 'update_password_failed', user)
    broken = false
    await failures.flush()
    await failures.flush()
    expect(written).toEqual(['sign_in_failed', 'update_password_failed'])
  })
})
