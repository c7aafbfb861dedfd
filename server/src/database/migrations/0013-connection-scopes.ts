// Adds the scope of connections: projects and an agent pool.
import { dialectOf, type Migration } from './migration.ts'

export const connectionScopes: Migration = {
  name: '0013-connection-scopes',
  async up(target) {
    const { text, strict } = dialectOf(target)
    for (const statement of [
      `create table oauth_client_projects (
        oauth_client_id ${text} not null references oauth_clients (id) on delete cascade,
        project_id ${text} not null references projects (id) on delete cascade,
        primary key (oauth_client_id, project_id)
      )${strict}`,
      'create index oauth_client_projects_project on oauth_client_projects (project_id)',
      `alter table oauth_clients add column agent_pool_id ${text} references agent_pools (id) on delete set null`,
      'create index oauth_clients_agent_pool on oauth_clients (agent_pool_id)',
    ]) {
      await target.run(statement)
    }
  },
}
