import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type GitWorkspace, makeGitWorkspace } from '../../../../test/support/git-workspace.ts'
import type { RepositoryBuilder } from '../../../../test/support/repository-builder.ts'
import { createBatchAnswers } from './batch-answers.ts'
import { parseCommit } from './commit-object.ts'
import { type ObjectReader, openObjectReader } from './object-reader.ts'

let workspace: GitWorkspace
let repository: RepositoryBuilder
let reader: ObjectReader

beforeEach(async () => {
  workspace = await makeGitWorkspace()
  repository = await workspace.repository('objects')
  reader = openObjectReader(repository.directory)
})
afterEach(async () => {
  await reader.close()
  await workspace[Symbol.asyncDispose]()
})

describe('object reader', () => {
  test('a commit has its tree, time, author and message', async () => {
    const oid = await repository.commit({ files: { a: '1' }, message: 'Größe\n\nbody' })
    expect(await reader.readCommit(oid)).toEqual({
      tree: await repository.resolve(`${oid}^{tree}`),
      parents: [],
      author: { name: 'Terrace Tests', email: 'tests@terrace.example' },
      committedAtMs: 1_700_000_000_000,
      message: 'Größe\n\nbody',
    })
  })

  test('a tree has every kind of entry', async () => {
    const submodule = 'c'.repeat(40)
    const oid = await repository.commit({
      files: { 'a.sh': { content: 'x', executable: true }, 'b.tf': 'y', c: { symlink: 'b.tf' }, 'd/e.tf': 'z', f: { submodule } },
    })
    const { tree } = await reader.readCommit(oid)
    const entries = await reader.readTree(tree)
    expect(entries.map(({ mode, name, type }) => `${mode} ${name} ${type}`)).toEqual([
      '100755 a.sh blob',
      '100644 b.tf blob',
      '120000 c blob',
      '040000 d tree',
      '160000 f commit',
    ])
    expect(entries[4]?.oid).toBe(submodule)
  })

  test('names are returned unchecked, with U+FFFD for invalid UTF-8', async () => {
    const blob = await repository.blob('x')
    const tree = await repository.rawTree([
      { mode: '100644', name: '..', oid: blob },
      { mode: '100664', name: Buffer.from([0xff, 0x2e, 0x74, 0x66]), oid: blob },
    ])
    expect((await reader.readTree(tree)).map(({ name, mode }) => [mode, name])).toEqual([
      ['100644', '..'],
      ['100664', '\ufffd.tf'],
    ])
  })

  test('blobs of any size and content are read, many at a time', async () => {
    const contents = [Buffer.alloc(0), Buffer.from('\n'), Buffer.from([0, 10, 0]), Buffer.alloc(300_000, 'blob missing\n')]
    const oids = await Promise.all(contents.map((content) => repository.blob(content)))
    expect(await Promise.all(oids.map((oid) => reader.blobSize(oid)))).toEqual(contents.map((content) => content.length))
    const read = await Promise.all(oids.map((oid) => reader.readBlob(oid, 1_000_000)))
    expect(read.map((content, index) => content.equals(contents[index] ?? Buffer.from('?')))).toEqual([true, true, true, true])
  })

  test('a blob over the limit is refused, and the next one still works', async () => {
    const large = await repository.blob('x'.repeat(11))
    const small = await repository.blob('x'.repeat(10))
    await expect(reader.readBlob(large, 10)).rejects.toMatchObject({ reason: 'too_large' })
    expect((await reader.readBlob(small, 10)).length).toBe(10)
  })

  test('missing objects, wrong types and invalid names give different errors', async () => {
    const blob = await repository.blob('x')
    await expect(reader.readBlob('d'.repeat(40), 10)).rejects.toMatchObject({ reason: 'not_found' })
    await expect(reader.readTree(blob)).rejects.toThrow(/is a blob, not a tree/)
    await expect(reader.blobSize('HEAD\ncontents x')).rejects.toMatchObject({ reason: 'protocol' })
  })

  test('after closing, or outside a repository, reading fails instead of hanging', async () => {
    await reader.close()
    await expect(reader.blobSize('d'.repeat(40))).rejects.toThrow(/closed/)
    const nowhere = openObjectReader('/nonexistent')
    await expect(nowhere.blobSize('d'.repeat(40))).rejects.toThrow(/git exited/)
    await nowhere.close()
  })
})

test('answers are reassembled from any chunks', async () => {
  const stream = Buffer.from('aa blob 3\nx\ny\nbb missing\ncc tree 0\n\ndd blob 7\n')
  const parts = Array.from(stream, (_byte, index) => stream.subarray(index, index + 1))
  for (const chunks of [[stream], parts]) {
    const answers = createBatchAnswers()
    const ask = (oid: string, wantsContent: boolean) =>
      new Promise<string>((resolve) => {
        answers.expect({ oid, wantsContent, resolve: (answer) => resolve(text(answer)), reject: (error) => resolve(error.message) })
      })
    const all = Promise.all([ask('aa', true), ask('bb', true), ask('cc', true), ask('dd', false)])
    for (const chunk of chunks) answers.push(chunk)
    expect(await all).toEqual(['blob 3 x\ny', 'the object bb is missing in the repository', 'tree 0 ', 'blob 7 '])
  }
})

test('a commit in another encoding is decoded', () => {
  const commit = Buffer.from(
    'tree t\nauthor J\xfcrgen <j@x> 1 +0000\ncommitter C <c@x> 2 +0100\nencoding ISO-8859-1\n\nGr\xf6\xdfe\n',
    'latin1',
  )
  expect(parseCommit(commit)).toMatchObject({ author: { name: 'Jürgen' }, message: 'Größe', committedAtMs: 2000 })
})

function text({ type, size, content }: { type: string; size: number; content: Buffer }): string {
  return `${type} ${size} ${content.toString()}`
}
