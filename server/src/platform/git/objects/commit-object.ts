// Parses a git commit object.
import { GitFailure } from '../process/git-failure.ts'

export interface GitCommit {
  tree: string
  parents: string[]
  author: { name: string; email: string }
  committedAtMs: number
  /** the full message, without the final newline */
  message: string
}

export const HEADER_END = Buffer.from('\n\n')

/** @throws GitFailure `protocol` when it is not a commit */
export function parseCommit(content: Buffer): GitCommit {
  const headerEnd = content.indexOf(HEADER_END)
  const header = content.subarray(0, headerEnd === -1 ? content.length : headerEnd)
  const message = headerEnd === -1 ? Buffer.alloc(0) : content.subarray(headerEnd + HEADER_END.length)
  const decoder = decoderOf(header)
  const lines = decoder.decode(header).split('\n')
  const values = (name: string) => lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1))

  const tree = values('tree')[0]
  if (tree === undefined) throw new GitFailure('protocol', 'a commit object in the repository is malformed')
  const author = personIn(values('author')[0])
  return {
    tree,
    parents: values('parent'),
    author: { name: author.name, email: author.email },
    committedAtMs: personIn(values('committer')[0]).atMs,
    message: decoder.decode(message).trimEnd(),
  }
}

function personIn(line = ''): { name: string; email: string; atMs: number } {
  const [, name = '', email = '', seconds = '0'] = /^(.*?) ?<([^>]*)>(?: (-?\d{1,12}))?/.exec(line) ?? []
  return { name, email, atMs: Number(seconds) * 1000 }
}

/** For the encoding that the header names. */
export function decoderOf(header: Buffer): InstanceType<typeof TextDecoder> {
  const label = /^encoding (\S+)$/m.exec(header.toString('latin1'))?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(label)
  } catch {
    return new TextDecoder()
  }
}
