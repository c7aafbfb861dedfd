// Reads an uploaded archive, which may be malicious. Nothing is ever written to disk under a name from the archive.
import { createReadStream } from 'node:fs'
import { tmpdir } from 'node:os'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { createExpansionGuard, largerThan } from './archive-expansion.ts'
import { type ArchiveEntry, readHeader } from './archive-header.ts'
import { type ArchiveTree, createArchiveTree } from './archive-tree.ts'
import { collectFiles, deadLink, leftOut } from './collect-files.ts'
import { type ContentSpool, createContentSpool } from './content-spool.ts'
import { DEFAULT_PACKAGE_LIMITS, type PackageLimits } from './limits.ts'
import type { ModuleTree, PackageWarning } from './module-tree.ts'
import { PackageRefused, quoted } from './package-refused.ts'
import { DamagedTar, ExcessiveHeaders } from './tar/damaged-tar.ts'
import { readTar } from './tar/read-tar.ts'

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

/** Of unpacked bytes that pass from one thread to the other at a time. */
const CHUNK_BYTES = 64 * 1024

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
  const guard = createExpansionGuard(limits)
  const input = typeof source === 'string' ? createReadStream(source) : source
  try {
    await pipeline(guard.packed(input), createGunzip({ chunkSize: CHUNK_BYTES }), async (unpacked: AsyncIterable<Buffer>) => {
      for await (const entry of readTar(guard.unpacked(unpacked))) {
        count()
        await addEntry(reading, readHeader(entry, limits), entry.content)
      }
    })
  } catch (error) {
    if (error instanceof ExcessiveHeaders) throw new PackageRefused(error.message, { cause: error })
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

async function addEntry(reading: Reading, entry: ArchiveEntry, content: AsyncIterable<Buffer>): Promise<void> {
  const { tree, ignored, deadLinks } = reading
  if (entry.kind === 'file') return addFile(reading, entry, content)
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

async function addFile(reading: Reading, entry: ArchiveEntry & { kind: 'file' }, content: AsyncIterable<Buffer>): Promise<void> {
  const { limits, spool, tree } = reading
  const { path, segments, size, executable } = entry
  reading.bytes += size
  if (size > limits.fileBytes) throw new PackageRefused(`${quoted(path)}: larger than ${limits.fileBytes} bytes`, { file: path })
  if (reading.bytes > limits.totalBytes) throw largerThan(limits.totalBytes)
  const chunks: Buffer[] = []
  for await (const chunk of content) chunks.push(chunk)
  const read = await spool.keep(Buffer.concat(chunks))
  tree.add(segments, { kind: 'file', executable, size: async () => size, read })
}

/** Errors of zlib have codes that start with Z_. Other codes come from the source. */
function isUnreadable(error: unknown): boolean {
  if (error instanceof DamagedTar) return true
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')
}
