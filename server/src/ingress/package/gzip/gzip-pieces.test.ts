import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type Deflate, deflatePiece, gzipPieces, type Piece, rememberedDeflate } from './gzip-pieces.ts'

const text = (name: string, lines: number) => Buffer.from(Array.from({ length: lines }, (_, index) => `${name} line ${index}\n`).join(''))

function piecesOf(...contents: Buffer[]): Piece[] {
  return contents.map((content, index) => ({ content, resembled: contents[index - 1] }))
}

async function gzip(pieces: readonly Piece[], deflate: Deflate = deflatePiece): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of gzipPieces(pieces, deflate)) parts.push(part)
  return Buffer.concat(parts)
}

test('pieces of every length are read back as one text', async () => {
  const contents = [text('first', 9000), Buffer.alloc(0), text('second', 3), Buffer.from('x'), text('third', 9000)]
  expect(gunzipSync(await gzip(piecesOf(...contents))).equals(Buffer.concat(contents))).toBe(true)
  expect(gunzipSync(await gzip([]))).toHaveLength(0)
})

test('what was compressed for others does not change the bytes', async () => {
  const [one, other, last] = [text('one', 3000), text('other', 3000), text('last', 100)]
  const remembering = rememberedDeflate(1e6)
  for (const contents of [
    [one, other, last],
    [other, last],
    [last, other],
    [one, last],
  ]) {
    const pieces = piecesOf(...contents)
    const made = await gzip(pieces, remembering)
    expect(made.equals(await gzip(pieces))).toBe(true)
    expect(gunzipSync(made).equals(Buffer.concat(contents))).toBe(true)
  }
})

test('a piece refers to the one before only where it resembles it', async () => {
  const content = text('same', 1000)
  const alone = await gzip([
    { content, resembled: undefined },
    { content, resembled: undefined },
  ])
  const resembling = await gzip(piecesOf(content, content))
  expect(resembling.length).toBeLessThan(alone.length * 0.7)
})
