// Reads an uploaded archive, which may be malicious. Nothing is ever written to disk under a name from the archive.
import { createReadStream } from 'node:fs'
import { tmpdir } from 'node:os'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import { type ArchiveEntry, HEADER_ENCODING, readHeader } from './archive-header.ts'
import { type ArchiveTree, createArchiveTree } from './archive-tree.ts'
import { collectFiles, deadLink, leftOut } from './collect-files.ts'
import { type ContentSpool, createContentSpool } from './content-spool.ts'
import { DEFAULT_PACKAGE_LIMITS, type PackageLimits } from './limits.ts'
import type { ModuleTree, PackageWarning } from './module-tree.ts'
import { PackageRefused, quoted } from './package-refused.ts'

export interface ArchiveOptions {
  limits?: PackageLimits
  /** for content that does not fit into memory; by default, the system's temporary directory */
  scratchDirectory?: string
}

interface Reading {
  limits: PackageLimits
  spool: ContentSpool
  tree: ArchiveTree
  /** by path */
  ignored: Map<string, PackageWarning>
  deadLinks: PackageWarning[]
  bytes: number
}

type EntryContent = AsyncIterable<unknown> & { resume(): unknown }

/** The parser's types lack the encoding. */
const PARSER_OPTIONS = { highWaterMark: 64 * 1024, filenameEncoding: HEADER_ENCODING }
/** Bytes of headers and padding that an entry may reasonably have. */
const OVERHEAD_PER_ENTRY = 4096

/**
 * Reads a gzipped tar archive as `tar zcvf`, go-slug and similar programs write it.
 * @param source a path, or the bytes
 * @throws PackageRefused for faults of the archive; errors of the source unchanged
 */
export async function readArchive(source: string | AsyncIterable<Buffer>, options: ArchiveOptions = {}): Promise<ModuleTree> {
  const { limits = DEFAULT_PACKAGE_LIMITS, scratchDirectory = tmpdir() } = options
  const spool = createContentSpool(scratchDirectory)
  try {
    const { tree, ignored, deadLinks } = await readEntries(source, limits, spool)
    const collected = await collectFiles('archive', { directory: tree.root, trail: [tree.root] }, limits)
    return {
      files: collected.files,
      warnings: [...ignored.values(), ...collected.warnings],
      deadLinks: [...deadLinks, ...collected.deadLinks],
      close: () => spool.close(),
    }
  } catch (error) {
    await spool.close()
    throw error
  }
}

async function readEntries(source: string | AsyncIterable<Buffer>, limits: PackageLimits, spool: ContentSpool): Promise<Reading> {
  const count = entryCounter(limits)
  const reading: Reading = { limits, spool, tree: createArchiveTree(count), ignored: new Map(), deadLinks: [], bytes: 0 }
  const extractor = extract(PARSER_OPTIONS)
  const input = typeof source === 'string' ? createReadStream(source) : source
  const feeding = pipeline(input, createGunzip(), (bytes) => withinLimits(bytes, limits), extractor)
  // Awaited below; until then a failure must not count as unhandled.
  feeding.catch(() => undefined)
  try {
    // Iterating gives every entry an 'error' listener, without which a broken archive would end the process.
    for await (const entry of extractor) {
      count()
      await addEntry(reading, readHeader(entry.header, limits), entry)
    }
    await feeding
  } catch (error) {
    throw isUnreadable(error) ? new PackageRefused('the upload is not a gzipped tar archive', { cause: error }) : error
  }
  return reading
}

function entryCounter({ entries }: PackageLimits): () => void {
  let count = 0
  return () => {
    if (++count > entries) throw new PackageRefused(`the archive has more than ${entries} files and directories`)
  }
}

/** Stops a decompression bomb early, whatever its headers claim. */
async function* withinLimits(source: AsyncIterable<Buffer>, { totalBytes, entries }: PackageLimits): AsyncGenerator<Buffer> {
  let total = 0
  for await (const chunk of source) {
    total += chunk.length
    if (total > totalBytes + entries * OVERHEAD_PER_ENTRY) throw tooLarge(totalBytes)
    yield chunk
  }
  // gunzip and the tar parser both accept empty input, which is not an archive.
  if (total === 0) throw new Error('no content')
}

async function addEntry(reading: Reading, entry: ArchiveEntry, content: EntryContent): Promise<void> {
  const { tree, ignored, deadLinks } = reading
  if (entry.kind === 'file') return addFile(reading, entry, content)
  content.resume()
  switch (entry.kind) {
    case 'directory':
      return tree.addDirectory(entry.segments)
    case 'symbolic-link':
      return tree.add(entry.segments, { kind: 'link', target: async () => pathOrNothing(entry.target, reading.limits) })
    case 'hard-link': {
      const file = tree.findFile(entry.target.split('/').filter((segment) => segment !== '' && segment !== '.'))
      if (file !== undefined && !entry.target.startsWith('/')) return tree.add(entry.segments, file)
      const problem = `a hard link to ${quoted(entry.target)}, which is not an earlier file in the archive`
      deadLinks.push(deadLink('archive', entry.segments.join('/'), problem))
      return
    }
    case 'ignored':
      ignored.set(entry.path, leftOut(entry.path, entry.reason))
  }
}

function pathOrNothing(target: string, { pathBytes }: PackageLimits): string | undefined {
  return Buffer.byteLength(target) > pathBytes ? undefined : target
}

async function addFile(reading: Reading, entry: ArchiveEntry & { kind: 'file' }, content: EntryContent): Promise<void> {
  const { limits, spool, tree } = reading
  const { path, segments, size, executable } = entry
  reading.bytes += size
  if (size > limits.fileBytes) throw new PackageRefused(`${quoted(path)}: larger than ${limits.fileBytes} bytes`, { file: path })
  if (reading.bytes > limits.totalBytes) throw tooLarge(limits.totalBytes)
  const chunks: Buffer[] = []
  for await (const chunk of content) if (Buffer.isBuffer(chunk)) chunks.push(chunk)
  const read = await spool.keep(Buffer.concat(chunks))
  tree.add(segments, { kind: 'file', executable, size: async () => size, read })
}

function tooLarge(totalBytes: number): PackageRefused {
  return new PackageRefused(`the archive is larger than ${totalBytes} bytes when unpacked`)
}

/** Errors of zlib have codes that start with Z_; those of the tar parser have none. Other codes come from the source. */
function isUnreadable(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof PackageRefused) return false
  return !('code' in error) || (typeof error.code === 'string' && error.code.startsWith('Z_'))
}
