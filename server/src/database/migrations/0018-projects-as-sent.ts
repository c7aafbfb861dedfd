// Projects and agent pools keep what clients set on them.
import { dialectOf, type Migration } from './migration.ts'

export const projectsAsSent: Migration = {
  name: '0018-projects-as-sent',
  async up(target) {
    const { text, strict } = dialectOf(target)
    for (const statement of [
      `alter table projects add column execution_mode ${text}`,
      `alter table projects add column agent_pool_id ${text} references agent_pools (id) on delete set null`,
      'create index projects_agent_pool on projects (agent_pool_id)',
      `alter table projects add column auto_destroy_after ${text}`,
      `alter table projects add column tags ${text} not null default '[]'`,
      `create table agent_pool_projects (
        agent_pool_id ${text} not null references agent_pools (id) on delete cascade,
        project_id ${text} not null references projects (id) on delete cascade,
        primary key (agent_pool_id, project_id)
      )${strict}`,
      'create index agent_pool_projects_project on agent_pool_projects (project_id)',
    ]) {
      await target.run(statement)
    }
  },
}
