// What `git init --bare` makes, without starting git: every listing and fetch begins with it.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const DIRECTORIES = ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags']

/** https://git-scm.com/docs/repository-version: only what has extensions is version 1. */
const SHA1 = '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n'
const SHA256_DIGITS = 64
const SHA256 = `${SHA1.replace('= 0', '= 1')}[extensions]\n\tobjectformat = sha256\n`

/**
 * @param directory is created
 * @param commits names of objects the repository is for; their length tells its object format
 */
export async function makeEmptyRepository(directory: string, commits: readonly string[] = []): Promise<void> {
  for (const part of DIRECTORIES) await mkdir(join(directory, part), { recursive: true, mode: 0o700 })
  await writeFile(join(directory, 'HEAD'), 'ref: refs/heads/main\n')
  await writeFile(join(directory, 'config'), commits.some(({ length }) => length === SHA256_DIGITS) ? SHA256 : SHA1)
}
