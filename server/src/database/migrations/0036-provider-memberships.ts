// Which memberships the groups of the identity provider gave, so that they can take them away.
import { dialectOf, type Migration } from './migration.ts'

export const providerMemberships: Migration = {
  name: '0036-provider-memberships',
  async up(target) {
    const { text, strict } = dialectOf(target)
    for (const statement of [
      `create table provider_memberships (
        membership_id ${text} primary key references organization_memberships (id) on delete cascade
      )${strict}`,
      // A membership in a team that people end, and give again, is theirs.
      `create table provider_team_memberships (
        team_id ${text} not null,
        membership_id ${text} not null references organization_memberships (id) on delete cascade,
        primary key (team_id, membership_id),
        foreign key (team_id, membership_id) references team_memberships (team_id, membership_id) on delete cascade
      )${strict}`,
      'create index provider_team_memberships_membership on provider_team_memberships (membership_id)',
    ]) {
      await target.run(statement)
    }
  },
}
