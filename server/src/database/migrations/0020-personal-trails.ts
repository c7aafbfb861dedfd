// What a person does with their account moves from the trails of organizations to a trail of their own.
import { dialectOf, type Migration } from './migration.ts'

const PERSONAL = "('sign_in', 'sign_in_failed', 'sign_out', 'authorize_client', 'update_password', 'update_password_failed')"
const OF_ACCOUNT = `resource_type = 'user' and action in ${PERSONAL}`
/** What an earlier release wrote before the owner's id, and where the id ends: no JSON operator works on both databases. */
const OWNER = '{"owner":{"kind":"user","userId":"'
const ID_LENGTH = 'user-'.length + 16
const OF_TOKEN = `resource_type = 'authentication_token' and meta like '${OWNER}user-%'`

export const personalTrails: Migration = {
  name: '0020-personal-trails',
  async up(target) {
    const { text } = dialectOf(target)
    for (const statement of [
      `alter table audit_events add column user_id ${text}`,
      'create index audit_events_user on audit_events (user_id, recorded_at, id)',
      // Of somebody who was in no organization, all of it was personal.
      "update audit_events set user_id = resource_id where organization_id is null and resource_type = 'user'",
      `update audit_events set user_id = resource_id, organization_id = null where ${OF_ACCOUNT}`,
      `update audit_events set user_id = substr(meta, ${OWNER.length + 1}, ${ID_LENGTH}), organization_id = null where ${OF_TOKEN}`,
      // Every organization of the person had a copy.
      `delete from audit_events where user_id is not null and id not in (
        select min(id) from audit_events where user_id is not null
        group by user_id, recorded_at, action, resource_id, request_id
      )`,
    ]) {
      await target.run(statement)
    }
  },
}
