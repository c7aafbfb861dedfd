// A backup that was read to its end: every entry is what was written, and nothing is missing.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { parseKey } from '../archivist/index.ts'
import { Malformed } from '../kernel/index.ts'
import { type Entry, entriesOf, readFailure } from './backup-reader.ts'
import { rowsOf } from './chunks.ts'
import { archiveName, archiveOf, CHECKSUMS, CONTENTS, chunkName, MANIFEST, tableOf } from './entries.ts'
import { type Contents, type Manifest, parseManifest } from './manifest.ts'
import { type Say, tenths } from './progress.ts'
import type { Row } from './table-rows.ts'

export interface VerifiedBackup {
  file: string
  /** of the file */
  bytes: number
  manifest: Manifest
  contents: Contents
  /** the keys of all archives */
  archives: readonly string[]
  /** Reads a table, a few megabytes at a time. */
  rows(table: string): AsyncGenerator<Row[]>
  archive(key: string): Readable
}

/**
 * @param file `path` is read; `name` is what people call it
 * @throws Malformed when it is damaged or incomplete; Conflict when a newer program made it
 */
export async function verifyBackup({ path, name = path }: { path: string; name?: string }, say: Say): Promise<VerifiedBackup> {
  const { size: bytes } = await stat(path).catch((error: unknown) => {
    throw readFailure(name, error)
  })
  const done = tenths(say, 'verified', bytes)
  const reading = new Reading(path, name)
  for await (const entry of entriesOf(path)) {
    await reading.take(entry)
    done(entry.offset + entry.size)
  }
  const found = reading.end()
  done(bytes)
  return { file: name, bytes, ...found }
}

interface StoredEntry {
  offset: number
  size: number
  sha256: string
}

/** What was read so far. */
class Reading {
  readonly #path: string
  readonly #name: string
  readonly #entries = new Map<string, StoredEntry>()
  readonly #texts = new Map<string, string>()
  readonly #rows = new Map<string, number>()

  constructor(path: string, name: string) {
    this.#path = path
    this.#name = name
  }

  async take({ name, offset, size, content }: Entry): Promise<void> {
    if (this.#entries.has(name) || this.#entries.has(CHECKSUMS)) throw this.#damaged(name)
    const hash = createHash('sha256')
    const table = tableOf(name)
    const archive = archiveOf(name)
    if (archive === undefined) {
      const bytes = await buffer(content)
      hash.update(bytes)
      if (table === undefined) this.#texts.set(name, bytes.toString('utf8'))
      else await this.#count(table, name, bytes)
    } else {
      for await (const chunk of content) hash.update(chunk)
    }
    const sha256 = hash.digest('hex')
    const parsed = archive === undefined ? undefined : parseKey(archive)
    if (parsed !== undefined && parsed.kind !== 'upload' && parsed.sha256 !== sha256) throw this.#damaged(name)
    this.#entries.set(name, { offset, size, sha256 })
  }

  async #count(table: string, name: string, bytes: Buffer): Promise<void> {
    const rows = await rowsOf(bytes).catch(() => {
      throw this.#damaged(name)
    })
    this.#rows.set(table, (this.#rows.get(table) ?? 0) + rows.length)
  }

  end(): Omit<VerifiedBackup, 'file' | 'bytes'> {
    const manifest = parseManifest(this.#texts.get(MANIFEST) ?? '', this.#name)
    this.#compareChecksums()
    const contents: Contents = JSON.parse(this.#texts.get(CONTENTS) ?? '{}')
    const archives = [...this.#entries.keys()].flatMap((name) => archiveOf(name) ?? [])
    this.#compareCounts(contents, archives)
    return {
      manifest,
      contents,
      archives,
      rows: (table) => this.#read(table),
      archive: (key) => this.#open(this.#entries.get(archiveName(key)) ?? NOTHING),
    }
  }

  #compareChecksums(): void {
    const text = this.#texts.get(CHECKSUMS)
    if (text === undefined) throw new Malformed(`${this.#name} is incomplete: it ends before its checksums. Copy it again`)
    const lines = text.split('\n').slice(0, -1)
    const expected = new Map(lines.map((line) => [line.slice(SHA256_LENGTH + 2), line.slice(0, SHA256_LENGTH)]))
    for (const [name, { sha256 }] of this.#entries) if (name !== CHECKSUMS && expected.get(name) !== sha256) throw this.#damaged(name)
    for (const name of expected.keys()) if (!this.#entries.has(name)) throw this.#damaged(name)
  }

  #compareCounts({ rows, archives }: Contents, found: readonly string[]): void {
    for (const [table, count] of Object.entries(rows)) if ((this.#rows.get(table) ?? 0) !== count) throw this.#damaged(`database/${table}`)
    for (const table of this.#rows.keys()) if (rows[table] === undefined) throw this.#damaged(`database/${table}`)
    if (found.length !== archives) throw this.#damaged('archives')
  }

  async *#read(table: string): AsyncGenerator<Row[]> {
    for (let number = 1; ; number++) {
      const name = chunkName(table, number)
      const entry = this.#entries.get(name)
      if (entry === undefined) return
      const bytes = await buffer(this.#open(entry))
      if (createHash('sha256').update(bytes).digest('hex') !== entry.sha256) throw this.#damaged(name)
      yield await rowsOf(bytes)
    }
  }

  #open({ offset, size }: StoredEntry): Readable {
    return size === 0 ? Readable.from([]) : createReadStream(this.#path, { start: offset, end: offset + size - 1 })
  }

  #damaged(entry: string): Malformed {
    return new Malformed(`${this.#name} is damaged: ${entry} is not what was written`)
  }
}

const SHA256_LENGTH = 64
const NOTHING: StoredEntry = { offset: 0, size: 0, sha256: '' }
