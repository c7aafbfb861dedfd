// Where the files of an archive are in it. Archives of earlier releases get their row when somebody first reads one of their files.
import { dialectOf, type Migration } from './migration.ts'

export const archiveContents: Migration = {
  name: '0024-archive-contents',
  async up(target) {
    const { text, strict } = dialectOf(target)
    await target.run(`create table archive_contents (archive_key ${text} primary key, contents ${text} not null)${strict}`)
  },
}
