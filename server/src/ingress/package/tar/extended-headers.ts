// Headers that say more about the next entry than fits into its block: pax (POSIX) and long names (GNU).
import type { ByteSource } from './byte-source.ts'
import { DamagedTar, ExcessiveHeaders } from './damaged-tar.ts'
import { BLOCK, type HeaderBlock, textOf } from './header-block.ts'
import { type PaxRecords, readPaxRecords } from './pax-records.ts'
import { padding } from './tar-header.ts'

/** Of one, in bytes: attributes of files are small, and a path has at most a few thousand bytes. */
const MAX_BYTES = 256 * 1024
/** Of all, with their blocks. Programs that write one for each of ten thousand files need a third of it. */
const MAX_TOTAL_BYTES = 32 * 1024 * 1024

const [PAX, PAX_GLOBAL, LONG_LINKNAME] = ['x', 'g', 'K']
const LONG_NAMES = ['L', 'N']

export class ExtendedHeaders {
  readonly #bytes: ByteSource
  #total = 0
  #global: PaxRecords = {}
  #next: PaxRecords = {}
  #name: string | undefined
  #linkname: string | undefined

  constructor(bytes: ByteSource) {
    this.#bytes = bytes
  }

  /**
   * Reads the header if it is an extended one. Its size is checked before.
   * @returns whether it was one
   * @throws ExcessiveHeaders, DamagedTar
   */
  async read({ flag, size }: HeaderBlock): Promise<boolean> {
    if (![PAX, PAX_GLOBAL, LONG_LINKNAME, ...LONG_NAMES].includes(flag)) return false
    if (!Number.isSafeInteger(size)) throw new DamagedTar('the size of an extended header is not valid')
    if (size > MAX_BYTES) throw new ExcessiveHeaders(`an extended header of the archive is larger than ${MAX_BYTES} bytes`)
    this.#total += BLOCK + size
    if (this.#total > MAX_TOTAL_BYTES)
      throw new ExcessiveHeaders(`the extended headers of the archive are larger than ${MAX_TOTAL_BYTES} bytes together`)
    const content = size === 0 ? Buffer.alloc(0) : await this.#bytes.exactly(size)
    if (content === undefined) throw new DamagedTar('the archive ends within a header')
    await this.#bytes.skip(padding(size).length)
    this.#note(flag, content)
    return true
  }

  /** @returns the header of the entry with everything said about it, which is then forgotten */
  complete(header: HeaderBlock): HeaderBlock & { isSparse: boolean } {
    const { path, linkpath, size, isSparse = false } = { ...this.#global, ...this.#next }
    // An empty value does not replace the plain one.
    const completed = {
      ...header,
      name: path || this.#name || header.name,
      linkname: linkpath || this.#linkname || header.linkname,
      size: size ? decimal(size) : header.size,
      isSparse,
    }
    this.#next = {}
    this.#name = undefined
    this.#linkname = undefined
    return completed
  }

  #note(flag: string, content: Buffer): void {
    if (flag === PAX) this.#next = readPaxRecords(content)
    else if (flag === PAX_GLOBAL) this.#global = { ...this.#global, ...readPaxRecords(content) }
    else if (flag === LONG_LINKNAME) this.#linkname = textOf(content)
    else this.#name = textOf(content)
  }
}

function decimal(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
}
