// Rows as compressed lines of JSON, a few megabytes at a time: a table of any size goes through a bounded memory.
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { Row } from './table-rows.ts'

export interface Chunk {
  /** gzip */
  bytes: Buffer
  rows: number
}

/** Characters before compression. */
const CHUNK_LENGTH = 4 * 1024 * 1024

const compress = promisify(gzip)
const decompress = promisify(gunzip)

/** Yields none for a table without rows. */
export async function* chunksOf(pages: AsyncIterable<readonly Row[]>): AsyncGenerator<Chunk> {
  let lines: string[] = []
  let length = 0
  const cut = async (): Promise<Chunk> => {
    const chunk = { bytes: await compress(lines.join('')), rows: lines.length }
    lines = []
    length = 0
    return chunk
  }
  for await (const rows of pages) {
    for (const row of rows) {
      const line = `${JSON.stringify(row)}\n`
      length += line.length
      lines.push(line)
    }
    if (length >= CHUNK_LENGTH) yield await cut()
  }
  if (lines.length > 0) yield await cut()
}

/** @throws Error when the bytes are not a chunk */
export async function rowsOf(bytes: Buffer): Promise<Row[]> {
  const text = (await decompress(bytes)).toString('utf8')
  return text.split('\n').flatMap((line): Row[] => (line === '' ? [] : [JSON.parse(line)]))
}
