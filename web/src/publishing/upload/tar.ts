// Writes a tar archive, in the format of POSIX.1-1988 (ustar), with pax headers for paths that it cannot hold.

export interface PackedFile {
  /** from the root of the module, with slashes */
  path: string
  content: Blob
}

const BLOCK = 512
const MAX_NAME = 100
const MODE = 0o644
const encoder = new TextEncoder()

/** @returns a `tar.gz` of the files */
export async function packed(files: readonly PackedFile[]): Promise<Blob> {
  const tar = new Blob([...files.flatMap(({ path, content }) => entry(path, content)), new Uint8Array(2 * BLOCK)])
  const compressed = tar.stream().pipeThrough(new CompressionStream('gzip'))
  return await new Response(compressed).blob()
}

function entry(path: string, content: Blob): BlobPart[] {
  const name = encoder.encode(path)
  const isLong = name.length > MAX_NAME || name.length !== path.length
  const file = [header(isLong ? name.slice(0, MAX_NAME) : name, content.size, '0'), content, padding(content.size)]
  if (!isLong) return file
  const record = paxRecord(path)
  return [header(encoder.encode('pax'), record.length, 'x'), record, padding(record.length), ...file]
}

/** `LENGTH path=VALUE\n`, where the length counts its own digits. */
function paxRecord(path: string): Uint8Array<ArrayBuffer> {
  const rest = ` path=${path}\n`
  const bytes = encoder.encode(rest).length
  const digits = String(bytes + String(bytes).length).length
  return encoder.encode(`${bytes + digits}${rest}`)
}

function header(name: Uint8Array, size: number, type: '0' | 'x'): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK)
  const write = (text: string, at: number) => block.set(encoder.encode(text), at)
  block.set(name, 0)
  write(octal(MODE, 8), 100)
  write(octal(0, 8), 108)
  write(octal(0, 8), 116)
  write(octal(size, 12), 124)
  write(octal(0, 12), 136)
  // The checksum counts its own field as blanks.
  write(' '.repeat(8), 148)
  write(type, 156)
  write('ustar\u000000', 257)
  const sum = block.reduce((total, byte) => total + byte, 0)
  write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

function octal(value: number, length: number): string {
  return `${value.toString(8).padStart(length - 1, '0')}\0`
}

function padding(size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK)
}
