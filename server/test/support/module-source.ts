// In-memory sources for tests: git repositories, and archives, honest or hostile.
import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import type { GitObjects, GitTreeEntry } from '../../src/ingress/package/git-tree.ts'
import type { ModuleTree } from '../../src/ingress/package/module-tree.ts'

export interface FixtureEntry {
  name: string
  content?: string | Buffer
  mode?: number
  type?: 'file' | 'link' | 'symlink' | 'directory' | 'block-device' | 'character-device' | 'fifo' | 'contiguous-file'
  linkname?: string
  pax?: Record<string, string>
}

/** An uncompressed tar with exactly these entries. */
export async function tarOf(entries: readonly FixtureEntry[]): Promise<Buffer> {
  const archive = pack()
  for (const { content = '', ...header } of entries) archive.entry(header, content)
  archive.finalize()
  return buffer(archive)
}

export async function archiveOf(entries: readonly FixtureEntry[]): Promise<AsyncIterable<Buffer>> {
  return bytesOf(gzipSync(await tarOf(entries)))
}

export async function* bytesOf(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}

/** Overwrites bytes of the header at `block`, and corrects its checksum. */
export function forgeHeader(tar: Buffer, block: number, offset: number, bytes: Buffer): Buffer {
  const forged = Buffer.from(tar)
  bytes.copy(forged, block + offset)
  forged.fill(' ', block + 148, block + 156)
  const sum = forged.subarray(block, block + 512).reduce((total, byte) => total + byte, 0)
  forged.write(`${sum.toString(8).padStart(6, '0')}\0 `, block + 148, 'latin1')
  return forged
}

/** A value per path: text for a file, or something special. */
export type RepositoryFiles = Record<string, string | { link: string } | { executable: string } | { submodule: string }>

/** A repository of one commit, held in memory. */
export function repositoryOf(files: RepositoryFiles): { objects: GitObjects; root: string } {
  const trees = new Map<string, GitTreeEntry[]>()
  const blobs = new Map<string, Buffer>()
  const blob = (text: string) => {
    const oid = createHash('sha1').update(text).digest('hex')
    blobs.set(oid, Buffer.from(text))
    return oid
  }
  const tree = (prefix: string): string => {
    const names = new Set(
      Object.keys(files).flatMap((path) => (path.startsWith(prefix) ? [path.slice(prefix.length).split('/')[0] ?? ''] : [])),
    )
    const entries = [...names].map((name): GitTreeEntry => {
      const value = files[prefix + name]
      if (value === undefined) return { mode: '40000', name, oid: tree(`${prefix}${name}/`) }
      if (typeof value === 'string') return { mode: '100644', name, oid: blob(value) }
      if ('link' in value) return { mode: '120000', name, oid: blob(value.link) }
      if ('executable' in value) return { mode: '100755', name, oid: blob(value.executable) }
      return { mode: '160000', name, oid: value.submodule }
    })
    const oid = createHash('sha1').update(JSON.stringify(entries)).digest('hex')
    trees.set(oid, entries)
    return oid
  }
  const blobOf = (oid: string) => blobs.get(oid) ?? Buffer.from('no such blob')
  const root = tree('')
  return {
    root,
    objects: {
      readTree: async (oid) => trees.get(oid) ?? [],
      blobSize: async (oid) => blobOf(oid).length,
      readBlob: async (oid) => blobOf(oid),
    },
  }
}

/** Path and text of every file, for comparison. */
export async function textsOf(tree: Pick<ModuleTree, 'files'>): Promise<Record<string, string>> {
  const texts = await Promise.all(tree.files.map(async (file) => [file.path, (await file.read()).toString()] as const))
  return Object.fromEntries(texts)
}
