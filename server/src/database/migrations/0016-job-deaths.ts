// Deaths of the process are counted apart from a job's attempts. The index of `run_at` alone is read by no query any more.
import { dialectOf, type Migration } from './migration.ts'

export const jobDeaths: Migration = {
  name: '0016-job-deaths',
  async up(target) {
    const { integer } = dialectOf(target)
    for (const statement of [`alter table jobs add column deaths ${integer} not null default 0`, 'drop index jobs_next']) {
      await target.run(statement)
    }
  },
}
