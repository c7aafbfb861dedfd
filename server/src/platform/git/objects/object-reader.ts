// Reads objects of a local repository through one long-lived `git cat-file`.
import { type StartProgram, startProgram } from '../../processes/index.ts'
import { gitEnvironment, type HostEnvironment } from '../process/git-environment.ts'
import { GitFailure } from '../process/git-failure.ts'
import { type BatchAnswer, createBatchAnswers } from './batch-answers.ts'
import { type GitCommit, parseCommit } from './commit-object.ts'
import { isObjectId } from './ref-name.ts'
import { parseTagMessage } from './tag-object.ts'
import { type GitTreeEntry, parseTree } from './tree-object.ts'

/** Methods may be called concurrently. All of them throw GitFailure (`not_found`, `too_large`, `protocol`). */
export interface ObjectReader {
  readCommit(oid: string): Promise<GitCommit>
  /** of an annotated tag */
  readTagMessage(oid: string): Promise<string>
  readTree(oid: string): Promise<GitTreeEntry[]>
  /** bytes */
  blobSize(oid: string): Promise<number>
  /** @throws GitFailure `too_large`, before reading the content, when it exceeds `maxBytes` */
  readBlob(oid: string, maxBytes: number): Promise<Buffer>
  /** Ends git. Pending reads fail. Safe to call twice. */
  close(): Promise<void>
}

const COMMIT_BYTES = 1024 * 1024
const TAG_BYTES = 1024 * 1024
const TREE_BYTES = 16 * 1024 * 1024

export interface ReaderOptions {
  hostEnvironment?: HostEnvironment
  /** a small process, such as the sandbox, starts git itself */
  start?: StartProgram
}

/** @param directory a bare repository */
export function openObjectReader(directory: string, options: ReaderOptions = {}): ObjectReader {
  const batch = startBatch(directory, options)

  async function sizeOf(oid: string, type: string): Promise<number> {
    const answer = await batch.ask('info', oid)
    if (answer.type !== type) throw new GitFailure('protocol', `${oid} is a ${answer.type}, not a ${type}`)
    return answer.size
  }
  async function read(oid: string, type: string, maxBytes: number): Promise<Buffer> {
    const size = await sizeOf(oid, type)
    if (size > maxBytes) throw new GitFailure('too_large', `the ${type} ${oid} has ${size} bytes, which exceeds the limit of ${maxBytes}`)
    return (await batch.ask('contents', oid)).content
  }
  return {
    readCommit: async (oid) => parseCommit(await read(oid, 'commit', COMMIT_BYTES)),
    readTagMessage: async (oid) => parseTagMessage(await read(oid, 'tag', TAG_BYTES)),
    readTree: async (oid) => parseTree(await read(oid, 'tree', TREE_BYTES), oid.length / 2),
    blobSize: (oid) => sizeOf(oid, 'blob'),
    readBlob: (oid, maxBytes) => read(oid, 'blob', maxBytes),
    close: batch.close,
  }
}

interface Batch {
  ask: (command: 'info' | 'contents', oid: string) => Promise<BatchAnswer>
  close: () => Promise<void>
}

function startBatch(directory: string, { hostEnvironment = process.env, start = startProgram }: ReaderOptions): Batch {
  const answers = createBatchAnswers()
  let ended: GitFailure | undefined
  const end = (failure: GitFailure) => {
    ended ??= failure
    answers.fail(ended)
  }
  const git = start({
    command: 'git',
    args: [`--git-dir=${directory}`, 'cat-file', '--batch-command'],
    environment: gitEnvironment(hostEnvironment, '/nonexistent'),
  })
  const exited = () => end(new GitFailure('protocol', 'git exited while objects were being read', { retryable: true }))
  const closed = git.then(
    (program) => {
      // `ended` reports writes to a git that has exited.
      program.stdin.on('error', () => undefined)
      program.stderr.resume()
      program.stdout.on('data', (chunk: Buffer) => answers.push(chunk))
      return program.ended.then(exited, exited)
    },
    (error: Error) =>
      end(
        new GitFailure('protocol', `git cannot be started (${error.message}); check that it is installed`, {
          retryable: true,
          cause: error,
        }),
      ),
  )
  const write = (line: string) => {
    git.then(({ stdin }) => stdin.write(line)).catch(() => undefined)
  }

  return {
    ask: (command, oid) =>
      new Promise((resolve, reject) => {
        if (ended !== undefined) return reject(ended)
        if (!isObjectId(oid)) return reject(new GitFailure('protocol', `"${oid}" is not a full object name`))
        answers.expect({ oid, wantsContent: command === 'contents', resolve, reject })
        write(`${command} ${oid}\n`)
      }),
    close: async () => {
      end(new GitFailure('protocol', 'the object reader was closed'))
      git.then(
        (program) => program.kill(),
        () => undefined,
      )
      await closed
    },
  }
}
