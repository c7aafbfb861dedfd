// Parses the output of `git cat-file --batch-command`: one header line per request, then the object's bytes for `contents`.
import { GitFailure } from '../process/git-failure.ts'

export interface BatchAnswer {
  /** as git names it: `commit`, `tree`, `blob` or `tag` */
  type: string
  size: number
  /** empty when the request was for the header only */
  content: Buffer
}

export interface Question {
  oid: string
  wantsContent: boolean
  resolve(answer: BatchAnswer): void
  reject(error: Error): void
}

/** Answers come in the order of the requests. `push` settles each as soon as its last byte arrives. */
export interface BatchAnswers {
  expect(question: Question): void
  push(chunk: Buffer): void
  /** rejects all pending requests */
  fail(error: Error): void
}

const LINE_FEED = 10

export function createBatchAnswers(): BatchAnswers {
  const waiting: Question[] = []
  let chunks: Buffer[] = []
  let buffered = 0
  /** bytes to wait for before parsing again */
  let needed = 1

  function settleNext(data: Buffer): number {
    const lineEnd = data.indexOf(LINE_FEED)
    const question = waiting[0]
    if (lineEnd === -1 || question === undefined) {
      needed = data.length + 1
      return 0
    }
    const [, type = '', sizeText = ''] = data.toString('latin1', 0, lineEnd).split(' ')
    const size = Number(sizeText)
    const found = sizeText !== '' && Number.isSafeInteger(size)
    const end = found && question.wantsContent ? lineEnd + 1 + size + 1 : lineEnd + 1
    if (data.length < end) {
      needed = end
      return 0
    }
    waiting.shift()
    if (!found)
      question.reject(new GitFailure('not_found', `the object ${question.oid} is ${type === '' ? 'missing' : type} in the repository`))
    // Copies, so that a small object does not keep a large read buffer alive.
    else
      question.resolve({ type, size, content: question.wantsContent ? Buffer.from(data.subarray(lineEnd + 1, end - 1)) : Buffer.alloc(0) })
    return end
  }

  return {
    expect: (question) => void waiting.push(question),
    fail: (error) => waiting.splice(0).forEach((question) => question.reject(error)),
    push(chunk) {
      chunks.push(chunk)
      buffered += chunk.length
      if (buffered < needed) return
      needed = 1
      let data = chunks.length === 1 ? chunk : Buffer.concat(chunks)
      for (let used = settleNext(data); used > 0 && data.length > 0; used = settleNext(data)) data = data.subarray(used)
      chunks = data.length === 0 ? [] : [data]
      buffered = data.length
    },
  }
}
