// Reads a tar archive entry by entry. Whatever its headers claim, memory holds one chunk and one bounded header.
import { ByteSource } from './byte-source.ts'
import { DamagedTar } from './damaged-tar.ts'
import { ExtendedHeaders } from './extended-headers.ts'
import { BLOCK, isEmptyBlock, readHeaderBlock } from './header-block.ts'
import { padding } from './tar-header.ts'

export type EntryType =
  | 'file'
  | 'link'
  | 'symlink'
  | 'character-device'
  | 'block-device'
  | 'directory'
  | 'fifo'
  | 'contiguous-file'
  /** none that is known */
  | 'unknown'

export interface TarEntry {
  name: string
  /** the target of a link, else empty */
  linkname: string
  /** bytes of the content; NaN when the header does not tell */
  size: number
  mode: number
  type: EntryType
  isSparse: boolean
  /** Can be read once, before the next entry is asked for. What is left is skipped. */
  content: AsyncIterable<Buffer>
}

const TYPES: Readonly<Record<string, EntryType>> = {
  '0': 'file',
  '1': 'link',
  '2': 'symlink',
  '3': 'character-device',
  '4': 'block-device',
  '5': 'directory',
  '6': 'fifo',
  '7': 'contiguous-file',
}
/** Whatever size the headers of others name, no content follows. */
const WITH_CONTENT: readonly EntryType[] = ['file', 'contiguous-file', 'unknown']

/** @throws DamagedTar; ExcessiveHeaders; errors of the source unchanged */
export async function* readTar(source: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  const bytes = new ByteSource(source)
  const extended = new ExtendedHeaders(bytes)
  for (;;) {
    const block = await bytes.exactly(BLOCK)
    if (block === undefined) return
    if (isEmptyBlock(block)) continue
    const plain = readHeaderBlock(block)
    if (await extended.read(plain)) continue
    const { flag, ...header } = extended.complete(plain)
    const type = typeOf(flag, header.name)
    const size = WITH_CONTENT.includes(type) ? header.size : 0
    const content = new EntryContent(bytes, size)
    yield { ...header, type, size, content }
    if (!Number.isSafeInteger(size)) throw new DamagedTar('the size of an entry is not valid')
    await content.skip()
  }
}

/** Old programs mark directories by the end of their name only. */
function typeOf(flag: string, name: string): EntryType {
  const type = TYPES[flag] ?? 'unknown'
  return type === 'file' && name.endsWith('/') ? 'directory' : type
}

class EntryContent implements AsyncIterable<Buffer> {
  readonly #bytes: ByteSource
  readonly #padding: number
  #missing: number

  constructor(bytes: ByteSource, size: number) {
    this.#bytes = bytes
    this.#missing = Number.isSafeInteger(size) ? size : 0
    this.#padding = padding(this.#missing).length
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    while (this.#missing > 0) {
      const piece = await this.#bytes.some(this.#missing)
      if (piece === undefined) throw new DamagedTar('the archive ends within a file')
      this.#missing -= piece.length
      yield piece
    }
  }

  /** Skips what was not read, and what fills the last block. */
  async skip(): Promise<void> {
    await this.#bytes.skip(this.#missing + this.#padding)
    this.#missing = 0
  }
}
