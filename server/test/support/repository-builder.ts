// Makes git repositories for tests, fast and with the same object names every time: many commits go through one `git fast-import`.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { runGit as runInGitProcess } from './git-process.ts'

/** A file's content, or something else that a tree can hold; `null` deletes. */
export type FileSpec =
  | string
  | Buffer
  | { content: string | Buffer; executable: boolean }
  | { symlink: string }
  | { submodule: string }
  | null

export interface CommitSpec {
  /** by path; on top of the branch's files */
  files?: Record<string, FileSpec>
  /** start from an empty tree instead of from the branch's files */
  fresh?: boolean
  /** default `main` */
  branch?: string
  message?: string
  /** lightweight tags to put on the commit */
  tags?: string[]
  /** annotated tags to put on the commit */
  annotatedTags?: string[]
}

export interface RawTreeEntry {
  mode: string
  name: string | Buffer
  oid: string
}

export interface RepositoryBuilder {
  /** the bare repository */
  directory: string
  url: string
  /** @returns the commit's object name */
  commit(spec: CommitSpec): Promise<string>
  /** Many commits at once; the way to make hundreds of tags. @returns their object names in order */
  commits(specs: readonly CommitSpec[]): Promise<string[]>
  /** Makes a tag, or moves it. */
  tag(name: string, commit: string, options?: { annotated?: boolean }): Promise<void>
  deleteTag(name: string): Promise<void>
  deleteBranch(name: string): Promise<void>
  setDefaultBranch(name: string): Promise<void>
  /** @returns the object name of `revision`, such as `v1.0.0^{tree}` */
  resolve(revision: string): Promise<string>
  blob(content: string | Buffer): Promise<string>
  /** A tree with any names and modes whatsoever; git's own checks are passed over. */
  rawTree(entries: readonly RawTreeEntry[]): Promise<string>
  /** A commit of an existing tree, tagged. @returns its object name */
  commitTree(tree: string, tag: string): Promise<string>
  /** Any git command in the repository. @returns its output */
  git(args: readonly string[], input?: string | Buffer): Promise<string>
}

const IDENTITY = 'Terrace Tests <tests@terrace.example>'
const FIRST_COMMIT_SECONDS = 1_700_000_000
const OBJECT_NAME = /^[0-9a-f]{40}$/
const CONFIG = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
[uploadpack]
\tallowFilter = true
[http]
\treceivepack = true
`

/** @param directory becomes the bare repository; its name should end in `.git` */
export async function buildRepository(directory: string): Promise<RepositoryBuilder> {
  await initialize(directory)
  const git = (args: readonly string[], input?: string | Buffer) => runGit(['--git-dir', directory, ...args], input)
  let clock = FIRST_COMMIT_SECONDS

  async function commits(specs: readonly CommitSpec[]): Promise<string[]> {
    const existing = await branchesOf(directory)
    const stream: Buffer[] = []
    for (const [index, spec] of specs.entries()) {
      stream.push(...importCommands(spec, index + 1, clock, existing))
      // Within one run fast-import goes on from the branch's last commit by itself.
      existing.delete(`refs/heads/${spec.branch ?? 'main'}`)
      clock += 60
    }
    const marksFile = join(directory, 'test-marks')
    await git(['fast-import', '--quiet', '--force', `--export-marks=${marksFile}`], Buffer.concat(stream))
    const marks = new Map(
      (await readFile(marksFile, 'utf8')).split('\n').map((line): [string, string] => [line.split(' ')[0] ?? '', line.split(' ')[1] ?? '']),
    )
    await rm(marksFile)
    return specs.map((_spec, index) => marks.get(`:${index + 1}`) ?? '')
  }

  const tag: RepositoryBuilder['tag'] = async (name, commit, { annotated = false } = {}) => {
    if (annotated) return void (await git(['tag', '--force', '--annotate', '--message', name, name, commit]))
    const isPlain = /^[\w.-]+$/.test(name) && !name.endsWith('.lock') && OBJECT_NAME.test(commit)
    if (isPlain) await writeFile(join(directory, 'refs', 'tags', name), `${commit}\n`)
    else await git(['update-ref', `refs/tags/${name}`, commit])
  }
  const resolve = async (revision: string) => (await git(['rev-parse', '--verify', revision])).trim()
  return {
    directory,
    url: `file://${directory}`,
    git,
    commits,
    commit: async (spec) => (await commits([spec]))[0] ?? '',
    tag,
    resolve,
    deleteTag: async (name) => void (await git(['update-ref', '-d', `refs/tags/${name}`])),
    deleteBranch: async (name) => void (await git(['update-ref', '-d', `refs/heads/${name}`])),
    setDefaultBranch: async (name) => void (await git(['symbolic-ref', 'HEAD', `refs/heads/${name}`])),
    blob: async (content) => (await git(['hash-object', '-w', '--stdin'], content)).trim(),
    rawTree: async (entries) =>
      (await git(['hash-object', '-w', '--literally', '-t', 'tree', '--stdin'], Buffer.concat(entries.map(rawEntry)))).trim(),
    commitTree: async (tree, name) => {
      const commit = (await git(['commit-tree', '-m', name, tree])).trim()
      await tag(name, commit)
      return commit
    },
  }
}

/** What `git init --bare` makes, without starting it: starting processes is most of what these tests cost. */
async function initialize(directory: string): Promise<void> {
  for (const part of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags']) await mkdir(join(directory, part), { recursive: true })
  await writeFile(join(directory, 'HEAD'), 'ref: refs/heads/main\n')
  await writeFile(join(directory, 'config'), CONFIG)
}

/** @returns full names, such as `refs/heads/main` */
async function branchesOf(directory: string): Promise<Set<string>> {
  const loose = await readdir(join(directory, 'refs', 'heads'), { recursive: true, withFileTypes: true })
  const packed = await readFile(join(directory, 'packed-refs'), 'utf8').catch(() => '')
  return new Set([
    ...loose.filter((entry) => entry.isFile()).map(({ parentPath, name }) => relative(directory, join(parentPath, name))),
    ...packed.split('\n').flatMap((line) => line.split(' ')[1] ?? []),
  ])
}

function importCommands(spec: CommitSpec, mark: number, seconds: number, existing: ReadonlySet<string>): Buffer[] {
  const branch = `refs/heads/${spec.branch ?? 'main'}`
  const message = spec.message ?? `Commit at ${seconds}`
  const who = `${IDENTITY} ${seconds} +0000`
  const lines = [`commit ${branch}`, `mark :${mark}`, `author ${who}`, `committer ${who}`, `data ${Buffer.byteLength(message)}`, message]
  if (existing.has(branch)) lines.push(`from ${branch}^0`)
  if (spec.fresh === true) lines.push('deleteall')
  return [
    text(lines),
    ...Object.entries(spec.files ?? {}).flatMap(([path, file]) => fileCommands(path, file)),
    text(['']),
    ...(spec.tags ?? []).map((name) => text([`reset refs/tags/${name}`, `from :${mark}`, ''])),
    ...(spec.annotatedTags ?? []).map((name) =>
      text([`tag ${name}`, `from :${mark}`, `tagger ${who}`, `data ${Buffer.byteLength(name)}`, name]),
    ),
  ]
}

function fileCommands(path: string, file: FileSpec): Buffer[] {
  const quoted = `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
  const inline = (mode: string, content: string | Buffer) => {
    const bytes = Buffer.from(content)
    return [text([`M ${mode} inline ${quoted}`, `data ${bytes.length}`]), bytes, text([''])]
  }
  if (file === null) return [text([`D ${quoted}`])]
  if (typeof file === 'string' || Buffer.isBuffer(file)) return inline('100644', file)
  if ('symlink' in file) return inline('120000', file.symlink)
  if ('submodule' in file) return [text([`M 160000 ${file.submodule} ${quoted}`])]
  return inline(file.executable ? '100755' : '100644', file.content)
}

function text(lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `${line}\n`).join(''))
}

function rawEntry({ mode, name, oid }: RawTreeEntry): Buffer {
  return Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name), Buffer.from([0]), Buffer.from(oid, 'hex')])
}

function runGit(args: readonly string[], input: string | Buffer = ''): Promise<string> {
  return runInGitProcess({ args, env: testEnvironment() }, input)
}

function testEnvironment(): Record<string, string> {
  const date = `${FIRST_COMMIT_SECONDS} +0000`
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: '/nonexistent',
    LANG: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'init.defaultBranch',
    GIT_CONFIG_VALUE_0: 'main',
    GIT_AUTHOR_NAME: 'Terrace Tests',
    GIT_AUTHOR_EMAIL: 'tests@terrace.example',
    GIT_COMMITTER_NAME: 'Terrace Tests',
    GIT_COMMITTER_EMAIL: 'tests@terrace.example',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
  }
}
