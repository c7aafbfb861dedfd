import { DamagedTar } from './damaged-tar.ts'

/** Reads a stream in pieces of chosen length. It holds one chunk of the stream and what a caller asks for. */
export class ByteSource {
  readonly #chunks: AsyncIterator<Buffer>
  #rest: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Buffer>) {
    this.#chunks = source[Symbol.asyncIterator]()
  }

  /** @returns the next bytes, at least one and at most `maximum`; undefined at the end */
  async some(maximum: number): Promise<Buffer | undefined> {
    while (this.#rest.length === 0) {
      const next = await this.#chunks.next()
      if (next.done === true) return undefined
      this.#rest = next.value
    }
    const piece = this.#rest.subarray(0, maximum)
    this.#rest = this.#rest.subarray(piece.length)
    return piece
  }

  /** @returns exactly so many bytes; undefined at the end @throws DamagedTar when it ends before them */
  async exactly(count: number): Promise<Buffer | undefined> {
    const pieces: Buffer[] = []
    for (let missing = count; missing > 0; ) {
      const piece = await this.some(missing)
      if (piece === undefined && missing === count) return undefined
      if (piece === undefined) throw new DamagedTar('the archive ends too early')
      pieces.push(piece)
      missing -= piece.length
    }
    return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces)
  }

  /** @throws DamagedTar when it ends before them */
  async skip(count: number): Promise<void> {
    for (let missing = count; missing > 0; ) {
      const piece = await this.some(missing)
      if (piece === undefined) throw new DamagedTar('the archive ends too early')
      missing -= piece.length
    }
  }
}
