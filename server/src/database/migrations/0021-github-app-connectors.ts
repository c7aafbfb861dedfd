// Who connected a GitHub App. Of those that exist, nobody knows.
import { dialectOf, type Migration } from './migration.ts'

export const githubAppConnectors: Migration = {
  name: '0021-github-app-connectors',
  async up(target) {
    const { text } = dialectOf(target)
    await target.run(`alter table github_apps add column connected_by ${text} references users (id) on delete set null`)
    await target.run('create index github_apps_connected_by on github_apps (connected_by)')
  },
}
