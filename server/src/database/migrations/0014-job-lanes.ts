// Lets jobs take turns by organization and host, with priorities. The default is empty text, because nothing equals null.
import { dialectOf, type Migration } from './migration.ts'

/** Jobs that the previous release queues count as scheduled. */
const DUE = 10

export const jobLanes: Migration = {
  name: '0014-job-lanes',
  async up(target) {
    const { text, integer } = dialectOf(target)
    for (const statement of [
      `alter table jobs add column organization ${text} not null default ''`,
      `alter table jobs add column host ${text} not null default ''`,
      `alter table jobs add column priority ${integer} not null default ${DUE}`,
      `create index jobs_turns on jobs (kind, organization, host, priority, run_at) where state = 'queued'`,
    ]) {
      await target.run(statement)
    }
  },
}
