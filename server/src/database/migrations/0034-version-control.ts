// Whose repositories a connection publishes by itself, and where a sign-in at a host leads back to. Until here, a connection published
// whatever its credential could see, and at some hosts anybody can show a credential a repository. Connections that publish by
// themselves keep the groups that they have published from.
import { dialectOf, type Migration, type MigrationTarget } from './migration.ts'

export const versionControl: Migration = {
  name: '0034-version-control',
  async up(target) {
    const { text } = dialectOf(target)
    await target.run(`alter table oauth_clients add column auto_publish_groups ${text} not null default '[]'`)
    await target.run(`alter table vcs_authorization_requests add column return_to ${text}`)
    const { group, joined } = functionsOf(target)
    await target.run(`update oauth_clients set auto_publish_groups = coalesce((
      select '["' || ${joined} || '"]' from (
        select distinct ${group} as name
        from vcs_repositories
        join oauth_tokens on oauth_tokens.id = vcs_repositories.oauth_token_id
        where oauth_tokens.oauth_client_id = oauth_clients.id
          and identifier like '_%/%' and identifier not like '%"%' and identifier not like '%\\%' escape '!'
      ) as published
    ), '[]') where auto_publish_since is not null`)
  },
}

/** The two databases have different functions for a part of a text and for joining rows. */
function functionsOf({ kind }: MigrationTarget): { group: string; joined: string } {
  return kind === 'sqlite'
    ? { group: `substr(identifier, 1, instr(identifier, '/') - 1)`, joined: `group_concat(name, '","')` }
    : { group: `split_part(identifier, '/', 1)`, joined: `string_agg(name, '","')` }
}
